// Cookie with the tokens of earlier logins in this browser, one for each address ("device cookie",
// OWASP). They give no access: a stranger's failures at an address do not delay this browser. A
// remembered device, on which the youngest log in, has another cookie.
import type { FastifyReply, FastifyRequest } from "fastify";
import { loginDeviceLifetimeSeconds } from "../../../domain/device.ts";
import type { IssuedLoginDevice } from "../../../services/family/login-devices.ts";
import { readCookie, setCookie } from "./cookies.ts";

const cookieName = "login-device";
const separator = "~";
/** Enough for separated parents and a grandparent. */
const addressesMax = 5;

export function readLoginDevices(request: FastifyRequest): readonly string[] {
  const value = readCookie(request, cookieName) ?? "";
  return value === "" ? [] : value.split(separator, addressesMax);
}

export function keepLoginDevice(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, replaces }: IssuedLoginDevice,
): void {
  const others = readLoginDevices(request).filter((other) => other !== replaces);
  setCookie(reply, cookieName, [token, ...others].slice(0, addressesMax).join(separator), {
    maxAgeSeconds: loginDeviceLifetimeSeconds,
    sameSite: "Strict",
  });
}
