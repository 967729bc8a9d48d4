import type { FastifyReply, FastifyRequest } from "fastify";
import { readCookie, removeCookie, setCookie } from "./cookies.ts";

/**
 * Contains the refresh token, which the pages never exchange: each request reads the session from
 * the database. Ends with the browser session, because the browser may be shared.
 */
const cookieName = "session";

/** Returns the browser's refresh token; `undefined` without a session. */
export function readSession(request: FastifyRequest): string | undefined {
  return readCookie(request, cookieName);
}

export function keepSession(reply: FastifyReply, refreshToken: string): void {
  setCookie(reply, cookieName, refreshToken);
}

export function forgetSession(reply: FastifyReply): void {
  removeCookie(reply, cookieName);
}
