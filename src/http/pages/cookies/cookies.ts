// Cookies of the web pages. With the prefix `__Host-` a browser rejects a cookie over plain HTTP,
// from a sibling domain or for a part of the site (RFC 6265bis §4.1.3.2).
import type { FastifyReply, FastifyRequest } from "fastify";

const prefix = "__Host-";
const attributes = "Path=/; Secure; HttpOnly";

interface CookieOptions {
  /** Without it the cookie ends with the browser session. */
  readonly maxAgeSeconds?: number;
  /**
   * Default Lax: links in a mail or the portal keep the visitor logged in. Lax
   * allows only GET from other sites, which changes nothing.
   */
  readonly sameSite?: "Lax" | "Strict";
}

export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const start = `${prefix}${name}=`;
  return request.headers.cookie
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(start))
    ?.slice(start.length);
}

/** The value must consist of characters that a cookie may contain. */
export function setCookie(
  reply: FastifyReply,
  name: string,
  value: string,
  { maxAgeSeconds, sameSite = "Lax" }: CookieOptions = {},
): void {
  const age = maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`;
  reply.header(
    "Set-Cookie",
    `${prefix}${name}=${value}; ${attributes}; SameSite=${sameSite}${age}`,
  );
}

export function removeCookie(reply: FastifyReply, name: string): void {
  setCookie(reply, name, "", { maxAgeSeconds: 0 });
}
