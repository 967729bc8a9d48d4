import type { FastifyRequest } from "fastify";
import { ServiceError } from "../../domain/errors.ts";

const safeMethods = ["GET", "HEAD", "OPTIONS"];
/** From our own pages, or from the user: an address typed, a form sent again. */
const ownSites = ["same-origin", "none"];

/**
 * Refuses a form that another site sent, sibling domains included. Every browser since 2023 says with
 * `Sec-Fetch-Site`, which no page can set, where a request comes from; there that alone is enough.
 * Of older ones `Origin` tells most: it is `null` where our pages send no referrer, as from others
 * that hide theirs. What is let in then holds no session, since its cookie is SameSite, and can do
 * no more than who calls the API.
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
