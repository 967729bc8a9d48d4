// Headers of every response: of a route, the framework or the HTTP parser.
import type { FastifyReply, FastifyRequest } from "fastify";

const year = 365 * 24 * 60 * 60;

/** The list of the API Design Rules 2.2 (/core/transport/security-headers), and ASVS 3.4. */
export const securityHeaders = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "Strict-Transport-Security": `max-age=${year}; includeSubDomains`,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

export function commonHeaders(apiVersion: string): Readonly<Record<string, string>> {
  return { "API-Version": apiVersion, ...securityHeaders };
}

/** Sets these headers, and the request id of the log. */
export function setCommonHeaders(
  headers: Readonly<Record<string, string>>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.headers({ ...headers, "X-Request-Id": request.id });
}
