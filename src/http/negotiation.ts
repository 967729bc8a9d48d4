import type { FastifyReply, FastifyRequest } from "fastify";
import { ServiceError } from "../domain/errors.ts";

/** Refuses who takes none of the forms in which the route answers (RFC 9110 §12.5.1). */
export async function requireAcceptable(request: FastifyRequest, _reply: FastifyReply) {
  const offered = request.routeOptions.config.produces ?? ["application/json"];
  if (request.accepts().type([...offered]) !== false) return;
  throw new ServiceError("not-acceptable", `This is to be had as ${offered.join(" or ")}.`);
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Media types of the answer, best first; JSON when absent. */
    readonly produces?: readonly string[];
  }
}
