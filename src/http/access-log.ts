import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ServiceError } from "../domain/errors.ts";

/** One line a request, with the route's pattern: what stands in its place in a path may be anything. */
export function addAccessLog(app: FastifyInstance): void {
  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions } = request;
    const { statusCode: status, elapsedTime } = reply;
    const ms = Math.round(elapsedTime);
    request.log.info({ method, route: routeOptions.url, status, ms }, "request");
  });
}

/** What the caller is not told, for the operator, once. */
export function logRefusal(request: FastifyRequest, { code, cause }: ServiceError): void {
  if (code === "internal-error") request.log.error({ err: cause }, "internal error");
  if (code === "unavailable") request.log.warn({ err: cause }, "unavailable");
}
