// Who looks at our own pages: what the browser's cookies say.
import type { FastifyRequest } from "fastify";
import { ServiceError } from "../../domain/errors.ts";
import type { FamilyPrincipal } from "../../domain/principal.ts";
import type { DeviceLookup, DeviceService } from "../../services/family/devices.ts";
import type { HomeSessionService, IssuedSession } from "../../services/family/home-sessions.ts";
import { networkOf } from "../plugins/request-context.ts";
import { readDeviceToken } from "./cookies/device-cookie.ts";
import { readSession } from "./cookies/session-cookie.ts";

/** The session that the browser has. Throws `unauthorized` when it has none, or none any more. */
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

/** The remembered device that the browser is; `undefined` when it never was, or had it forgotten. */
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
