// Keyset pagination: a cursor is the position of the last row of the previous page, encrypted, because
// a URL contains no name of a person.
import type { FastifyContextConfig, FastifyReply, FastifyRequest } from "fastify";
import { invalidRequest, type ValidationError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import type { Cursors, PageRequest, PageResult } from "../../domain/pagination.ts";

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

export interface ListRoutesOptions {
  readonly cursors: Cursors;
}

/** Configuration of a list: `Link` to the next page, and an invalid cursor named beside other errors. */
export function listConfig(cursors: Cursors) {
  return {
    isList: true,
    ruleErrors: (request: FastifyRequest) => cursorErrors(cursors, request),
  } satisfies FastifyContextConfig;
}

/** Throws `invalid-request` for a cursor that this list did not give. */
export function pageRequestOf(cursors: Cursors, request: FastifyRequest): PageRequest {
  const { limit, cursor } = request.query as PageQuery;
  const afterKey = cursor === undefined ? undefined : cursors.decode(listOf(request), cursor);
  if (cursor !== undefined && !afterKey) throw invalidRequest([invalidCursor()]);
  return { limit, afterKey };
}

/** Sends the body of a page and the URL of the next page in `Link` (RFC 8288). */
export function sendPage<Item>(
  cursors: Cursors,
  request: FastifyRequest,
  reply: FastifyReply,
  { items, nextAfterKey }: PageResult<Item>,
): { readonly items: readonly Item[]; readonly next: string | null } {
  if (nextAfterKey === undefined) return { items, next: null };
  const next = cursors.encode(listOf(request), nextAfterKey);
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

function cursorErrors(cursors: Cursors, request: FastifyRequest): ValidationError[] {
  const { cursor } = request.query as { readonly cursor?: unknown };
  if (typeof cursor !== "string" || cursors.decode(listOf(request), cursor)) return [];
  return [invalidCursor()];
}

function invalidCursor(): ValidationError {
  return { pointer: "cursor", detail: say("form-cursor") };
}

function listOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.schema?.operationId ?? "";
}
