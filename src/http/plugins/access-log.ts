// One line for each request, with the school and the credential of the caller, without personal data. Only a
// security event (ASVS 16.3) has a name and further ids, such as that of the pupil.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { RejectedToken } from "../../domain/access-token.ts";
import type { ServiceError } from "../../domain/errors.ts";
import type { Metrics } from "../../domain/metrics.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { probes } from "../../domain/probes.ts";
import type { SecurityEvent } from "../../domain/security-event.ts";

/**
 * Logs and counts each request, health checks with the level `debug`. The metric has the route's
 * pattern, because a path may contain anything.
 */
export function addAccessLog(app: FastifyInstance, metrics: Metrics): void {
  app.decorateRequest("securityEvent");
  app.decorateRequest("rejectedToken");
  app.decorateRequest("unavailableCause");
  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions } = request;
    const { statusCode: status, elapsedTime } = reply;
    const { url: route } = routeOptions;
    const ms = Math.round(elapsedTime);
    const event = request.securityEvent;
    const cause = request.unavailableCause;
    const named = event && { event, ...rejectionOf(request), ...targetOf(request) };
    const line = { ...named, ...callerOf(request), method, route, status, ms, cause };
    // A proxy checks several times a second.
    if (probes.has(route ?? "")) request.log.debug(line, "request");
    else request.log.info(line, "request");
    metrics.countRequest({ method, route, status, seconds: elapsedTime / 1000 });
  });
}

/** Logs the internal cause and the security event of a problem, which the response omits. */
export function logProblem(request: FastifyRequest, error: ServiceError): void {
  const { code, cause, event, rejectedToken } = error;
  if (event) noteEvent(request, event);
  request.rejectedToken = rejectedToken;
  if (code === "internal-error") request.log.error({ err: cause }, "internal error");
  if (code === "unavailable") request.unavailableCause = codeOf(cause);
}

/** Sets the security event in the log line of this request. */
export function noteEvent(request: FastifyRequest, event: SecurityEvent): void {
  request.securityEvent = event;
}

/** Returns why the access token was rejected: fixed words, and the issuer that the token names. */
function rejectionOf({ rejectedToken, tokenIssuer }: FastifyRequest) {
  if (!rejectedToken) return {};
  const { claims, reason } = rejectedToken;
  return { ...(tokenIssuer !== undefined && { issuer: tokenIssuer }), claims, reason };
}

/** Returns the code of an error, or its name. The log of the outage has its message. */
function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.name) : undefined;
}

const idPattern = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Returns the school and the credential; omits a teacher's number, which is personal data. */
function callerOf({ schoolPrincipal, familyPrincipal }: FastifyRequest) {
  if (schoolPrincipal) return { brin: schoolPrincipal.brin, ...credentialOf(schoolPrincipal) };
  return familyPrincipal && { schoolId: familyPrincipal.schoolId };
}

/** Returns the ids of the session of a family, and of the pupil or group in the path. */
function targetOf({ familyPrincipal, params }: FastifyRequest) {
  const { pupilId, groupId } = (params ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(familyPrincipal && { sessionId: familyPrincipal.sessionId }),
    ...(isId(pupilId) && { pupilId }),
    ...(isId(groupId) && { groupId }),
  };
}

function credentialOf({ credential }: SchoolPrincipal) {
  return credential.kind === "client"
    ? { clientId: credential.clientId }
    : { issuerId: credential.issuerId };
}

/** A path parameter may be anything, so only valid ids are logged. */
function isId(text: unknown): text is string {
  return typeof text === "string" && idPattern.test(text);
}

declare module "fastify" {
  interface FastifyRequest {
    /** The last security event of the request. */
    securityEvent: SecurityEvent | undefined;
    /** Code of the error because of which the service was unavailable for the request. */
    unavailableCause: string | undefined;
    /** Why the access token of the request is rejected. */
    rejectedToken: RejectedToken | undefined;
  }
}
