import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ServiceError } from "../domain/errors.ts";
import type { Metrics } from "../domain/metrics.ts";

/** One line a request, and one more in the numbers, with the route's pattern: what stands in its place in a path may be anything. */
export function addAccessLog(app: FastifyInstance, metrics: Metrics): void {
  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions } = request;
    const { statusCode: status, elapsedTime } = reply;
    const { url: route } = routeOptions;
    const ms = Math.round(elapsedTime);
    request.log.info({ method, route, status, ms }, "request");
    metrics.countRequest({ method, route, status, seconds: elapsedTime / 1000 });
  });
}

/** What the caller is not told, for the operator, once. */
export function logRefusal(request: FastifyRequest, { code, cause }: ServiceError): void {
  if (code === "internal-error") request.log.error({ err: cause }, "internal error");
  if (code === "unavailable") request.log.warn({ err: cause }, "unavailable");
}
