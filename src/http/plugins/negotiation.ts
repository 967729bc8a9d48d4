import type { FastifyReply, FastifyRequest } from "fastify";
import { ServiceError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";

/** Rejects a caller that accepts none of the media types of the route (RFC 9110 §12.5.1). */
export async function requireAcceptable(request: FastifyRequest, _reply: FastifyReply) {
  if (acceptedOf(request) !== undefined) return;
  const offered = offeredBy(request);
  throw new ServiceError("not-acceptable", say("not-acceptable", { types: offered.join(" or ") }));
}

/** Returns the media type of the route that the caller prefers. */
export function acceptedOf(request: FastifyRequest): string | undefined {
  const [accepted] = [request.accepts().type([...offeredBy(request)])].flat();
  return accepted === false ? undefined : accepted;
}

function offeredBy(request: FastifyRequest): readonly string[] {
  return request.routeOptions.config.produces ?? ["application/json"];
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Media types of the response, best first; JSON when absent. */
    readonly produces?: readonly string[];
  }
}
