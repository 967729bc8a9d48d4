// Cookies of our own pages. The prefix `__Host-` has the browser refuse one that came over plain
// HTTP, from a sibling domain or for a part of the site (RFC 6265bis §4.1.3.2).
import type { FastifyReply, FastifyRequest } from "fastify";

const prefix = "__Host-";
const attributes = "Path=/; Secure; HttpOnly";

interface CookieOptions {
  /** Without one it ends with the browser. */
  readonly maxAgeSeconds?: number;
  /**
   * Lax by default: who comes from the mail or the portal is then still logged in. What Lax lets
   * through from elsewhere is GET, which changes nothing.
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

/** The value consists of characters that a cookie may hold. */
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
