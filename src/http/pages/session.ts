// The caller of the web pages, from the browser's cookies.
import type { FastifyRequest } from "fastify";
import { ServiceError } from "../../domain/errors.ts";
import type { FamilyPrincipal } from "../../domain/principal.ts";
import type { DeviceLookup, DeviceService } from "../../services/family/devices.ts";
import type { HomeSessionService } from "../../services/family/home-sessions.ts";
import type { IssuedSession } from "../../services/family/session-tokens.ts";
import { networkOf } from "../plugins/request-context.ts";
import { readDeviceToken } from "./cookies/device-cookie.ts";
import { readSession } from "./cookies/session-cookie.ts";

/** Returns the browser's session. Throws `unauthorized` without one, or when it has ended. */
export async function requirePageSession(
  homeSessions: HomeSessionService,
  request: FastifyRequest,
): Promise<IssuedSession> {
  const session = await homeSessions.find(readSession(request) ?? "");
  if (session) return session;
  throw new ServiceError("unauthorized", "This session has ended; log in again.");
}

export function principalOf({ schoolId, subject }: IssuedSession): FamilyPrincipal {
  return { schoolId, sessionId: subject.sessionId };
}

/**
 * Returns the browser's remembered device; `undefined` if it is not remembered or was forgotten.
 */
export async function lookUpOwnDevice(
  devices: DeviceService,
  request: FastifyRequest,
): Promise<DeviceLookup | "forgotten" | undefined> {
  const deviceToken = readDeviceToken(request);
  if (deviceToken === undefined) return undefined;
  return await devices.lookUp(deviceToken, networkOf(request.ip)).catch((error: unknown) => {
    if (error instanceof ServiceError && error.code === "device-unknown") return "forgotten";
    throw error;
  });
}
