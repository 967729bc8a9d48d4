// Cookie with the token of a remembered device.
import type { FastifyReply, FastifyRequest } from "fastify";
import { deviceLifetimeSeconds } from "../../../domain/device.ts";
import { readCookie, removeCookie, setCookie } from "./cookies.ts";

const cookieName = "device";

export function readDeviceToken(request: FastifyRequest): string | undefined {
  return readCookie(request, cookieName);
}

/** Strict: no other site, not even with a link, may profit from this device's picture login. */
export function keepDeviceToken(reply: FastifyReply, deviceToken: string): void {
  setCookie(reply, cookieName, deviceToken, {
    maxAgeSeconds: deviceLifetimeSeconds,
    sameSite: "Strict",
  });
}

export function dropDeviceToken(reply: FastifyReply): void {
  removeCookie(reply, cookieName);
}

const browsers = [
  ["Edge", /\bEdg/],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:(?:Headless)?Chrome|CriOS)\//],
  ["Safari", /\bSafari\//],
] as const;
const systems = [
  ["iPad", /\biPad\b/],
  ["iPhone", /\biPhone\b/],
  ["Android", /\bAndroid\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Windows", /\bWindows\b/],
  ["Mac", /\bMacintosh\b/],
  ["Linux", /\bLinux\b/],
] as const;

/**
 * Returns a name such as "Chrome, Android", by which a family recognizes the browser; never the raw
 * User-Agent.
 */
export function deviceNameOf({ headers }: Pick<FastifyRequest, "headers">): string {
  const agent = headers["user-agent"] ?? "";
  const known = [browsers, systems].flatMap(
    (kinds) => kinds.find(([, pattern]) => pattern.test(agent))?.[0] ?? [],
  );
  return known.length > 0 ? known.join(", ") : "Browser";
}
