// One line a request. What a security officer looks for has a name there (ASVS 16.3), and only then it
// says by ids of ours who asked and about what.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ServiceError } from "../../domain/errors.ts";
import type { Metrics } from "../../domain/metrics.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import type { SecurityEvent } from "../../domain/security-event.ts";

/** One line a request, and one more in the numbers, with the route's pattern: what stands in its place in a path may be anything. */
export function addAccessLog(app: FastifyInstance, metrics: Metrics): void {
  app.decorateRequest("securityEvent");
  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions } = request;
    const { statusCode: status, elapsedTime } = reply;
    const { url: route } = routeOptions;
    const ms = Math.round(elapsedTime);
    const event = request.securityEvent;
    const named = event && { event, ...idsOf(request) };
    request.log.info({ ...named, method, route, status, ms }, "request");
    metrics.countRequest({ method, route, status, seconds: elapsedTime / 1000 });
  });
}

/** What the caller is not told, for the operator, once. */
export function logProblem(request: FastifyRequest, { code, cause, event }: ServiceError): void {
  if (event) noteEvent(request, event);
  if (code === "internal-error") request.log.error({ err: cause }, "internal error");
  if (code === "unavailable") request.log.warn({ err: cause }, "unavailable");
}

/** Names what happened, in the line of this request. */
export function noteEvent(request: FastifyRequest, event: SecurityEvent): void {
  request.securityEvent = event;
}

const idPattern = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Who asked, and of what; a teacher is not named, since its number is of a person. */
function idsOf({ schoolPrincipal, familyPrincipal, params }: FastifyRequest) {
  const { pupilId, groupId } = (params ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(schoolPrincipal && { brin: schoolPrincipal.brin, ...credentialOf(schoolPrincipal) }),
    ...(familyPrincipal && {
      schoolId: familyPrincipal.schoolId,
      sessionId: familyPrincipal.sessionId,
    }),
    ...(isId(pupilId) && { pupilId }),
    ...(isId(groupId) && { groupId }),
  };
}

function credentialOf({ credential }: SchoolPrincipal) {
  return credential.kind === "client"
    ? { clientId: credential.clientId }
    : { issuerId: credential.issuerId };
}

/** What stands in a path may be anything, until it looks like an id of ours. */
function isId(text: unknown): text is string {
  return typeof text === "string" && idPattern.test(text);
}

declare module "fastify" {
  interface FastifyRequest {
    /** The last thing that happened in it, if it has a name. */
    securityEvent: SecurityEvent | undefined;
  }
}
