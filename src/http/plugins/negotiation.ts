import type { FastifyReply, FastifyRequest } from "fastify";
import { ServiceError } from "../../domain/errors.ts";

/** Refuses who takes none of the forms in which the route answers (RFC 9110 §12.5.1). */
export async function requireAcceptable(request: FastifyRequest, _reply: FastifyReply) {
  if (acceptedOf(request) !== undefined) return;
  const offered = offeredBy(request);
  throw new ServiceError("not-acceptable", `This is to be had as ${offered.join(" or ")}.`);
}

/** The form that the caller likes best of those in which the route answers. */
export function acceptedOf(request: FastifyRequest): string | undefined {
  const [accepted] = [request.accepts().type([...offeredBy(request)])].flat();
  return accepted === false ? undefined : accepted;
}

function offeredBy(request: FastifyRequest): readonly string[] {
  return request.routeOptions.config.produces ?? ["application/json"];
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Media types of the answer, best first; JSON when absent. */
    readonly produces?: readonly string[];
  }
}
