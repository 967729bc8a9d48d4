// Keyset pagination: a cursor is the id of the previous row, encoded so that callers treat it as
// opaque.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { PageRequest, PageResult } from "../../domain/pagination.ts";

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

export function pageRequestOf({ limit, cursor }: PageQuery): PageRequest {
  return { limit, after: cursor === undefined ? undefined : decode(cursor) };
}

/** Sends the body of a page and the URL of the next page in `Link` (RFC 8288). */
export function sendPage<Item>(
  request: FastifyRequest,
  reply: FastifyReply,
  { items, nextAfter }: PageResult<Item>,
): { readonly items: readonly Item[]; readonly next: string | null } {
  if (nextAfter === undefined) return { items, next: null };
  const next = encode(nextAfter);
  const [path = "", query] = request.url.split("?");
  const parameters = new URLSearchParams(query);
  parameters.set("cursor", next);
  reply.header("Link", `<${path}?${parameters}>; rel="next"`);
  return { items, next };
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** A list with pages, which has a `Link` to the next page. */
    readonly isList?: boolean;
  }
}

function encode(id: string): string {
  return Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");
}

function decode(cursor: string): string {
  const hex = Buffer.from(cursor, "base64url").toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
