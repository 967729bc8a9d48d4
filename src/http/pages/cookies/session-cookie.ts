import type { FastifyReply, FastifyRequest } from "fastify";
import { readCookie, removeCookie, setCookie } from "./cookies.ts";

/**
 * Holds the refresh token, which the pages never spend: each request asks the database whether the
 * session is still there. Ends with the browser, since a family may share it with others.
 */
const cookieName = "session";

/** The refresh token that the browser has; `undefined` where nobody is logged in. */
export function readSession(request: FastifyRequest): string | undefined {
  return readCookie(request, cookieName);
}

export function keepSession(reply: FastifyReply, refreshToken: string): void {
  setCookie(reply, cookieName, refreshToken);
}

export function forgetSession(reply: FastifyReply): void {
  removeCookie(reply, cookieName);
}
