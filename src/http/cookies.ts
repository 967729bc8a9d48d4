// Cookies of our own pages. The prefix `__Host-` has the browser refuse one that came over plain
// HTTP, from a sibling domain or for a part of the site (RFC 6265bis §4.1.3.2).
import type { FastifyReply, FastifyRequest } from "fastify";

const prefix = "__Host-";
/**
 * Lax and not Strict: who comes from the mail or the portal is then still logged in. What Lax lets
 * through from elsewhere is GET, which changes nothing.
 */
const attributes = "Path=/; Secure; HttpOnly; SameSite=Lax";

export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const start = `${prefix}${name}=`;
  return request.headers.cookie
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(start))
    ?.slice(start.length);
}

/** The value consists of characters that a cookie may hold. Without an age it ends with the browser. */
export function setCookie(
  reply: FastifyReply,
  name: string,
  value: string,
  { maxAgeSeconds }: { readonly maxAgeSeconds?: number } = {},
): void {
  const age = maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`;
  reply.header("Set-Cookie", `${prefix}${name}=${value}; ${attributes}${age}`);
}

export function removeCookie(reply: FastifyReply, name: string): void {
  setCookie(reply, name, "", { maxAgeSeconds: 0 });
}
