// Lists go by keyset: a cursor is the id of the row before, in a form that invites nobody to build one.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { PageRequest, PageResult } from "../../domain/pagination.ts";

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

export function pageRequestOf({ limit, cursor }: PageQuery): PageRequest {
  return { limit, after: cursor === undefined ? undefined : decode(cursor) };
}

/** The body of a page; the same address of the next one goes into `Link` (RFC 8288). */
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
    /** A page of a list, which has a `Link` to the next. */
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
