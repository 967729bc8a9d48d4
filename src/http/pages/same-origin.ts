import type { FastifyRequest } from "fastify";
import { ServiceError } from "../../domain/errors.ts";

const safeMethods = ["GET", "HEAD", "OPTIONS"];
/** A request from the service's own pages, or from the user: a typed URL, a form sent again. */
const ownSites = ["same-origin", "none"];

/**
 * Rejects a form that another site submits, sibling domains included. Every browser since 2023
 * sends `Sec-Fetch-Site`, which no page can set, and which alone is sufficient. Older ones send
 * `Origin`; it is `null` both for this site's pages without a referrer and for other sites that
 * hide theirs. A request from another site has no session, because the cookie is SameSite, and can do no more
 * than any caller of the API.
 */
export async function requireSameOrigin(request: FastifyRequest): Promise<void> {
  if (safeMethods.includes(request.method) || isFromUs(request)) return;
  throw new ServiceError("forbidden", "This form was sent by another site.");
}

function isFromUs({ headers, host }: FastifyRequest): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return ownSites.includes(`${site}`);
  const { origin } = headers;
  if (origin === undefined || origin === "null") return true;
  return URL.parse(origin)?.host === host;
}
