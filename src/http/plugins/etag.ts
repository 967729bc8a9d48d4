// Strong validators (RFC 9110 §8.8.3): the hash of the response body.
import { hash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { TSchema } from "typebox";

function etagOf(body: string | Buffer): string {
  return `"${hash("sha256", body, "base64url").slice(0, 27)}"`;
}

/** Adds an `ETag` to single resources, and answers 304 when the caller has the same version. */
export function addEntityTags(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply, payload) => {
    if (!request.routeOptions.config.isResource || reply.statusCode !== 200) return payload;
    if (typeof payload !== "string" && !Buffer.isBuffer(payload)) return payload;
    const etag = etagOf(payload);
    reply.header("ETag", etag);
    if (!matches(request.headers["if-none-match"], etag, "weak")) return payload;
    reply.code(304).removeHeader("Content-Type").removeHeader("Content-Encoding");
    return "";
  });
}

/**
 * Whether the caller's `If-Match` names the current version, as the reading route sends it with
 * `schema`; `undefined` without `If-Match`.
 */
export function ifMatch(
  request: FastifyRequest,
  reply: FastifyReply,
  schema: TSchema,
): ((current: object) => boolean) | undefined {
  const header = request.headers["if-match"];
  if (header === undefined) return undefined;
  return (current) => matches(header, etagOf(asSent(reply, schema, current)), "strong");
}

/**
 * Adds to the response of a change the `ETag` that the reading route sends with `schema`, for the next
 * `If-Match`. RFC 9110 §9.3.4 would omit it after a PUT, so that no caller takes its own body for the
 * new version; here the response has the new version.
 */
export function setEtag(reply: FastifyReply, schema: TSchema, changed: object): void {
  reply.header("ETag", etagOf(asSent(reply, schema, changed)));
}

function asSent(reply: FastifyReply, schema: TSchema, resource: object): string {
  return reply.serializeInput({ ...resource }, schema as TSchema & Record<string, unknown>);
}

function matches(header: string | undefined, etag: string, comparison: "weak" | "strong"): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => tag === etag || (comparison === "weak" && tag === `W/${etag}`));
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** A single resource, which has an `ETag`. */
    readonly isResource?: boolean;
    /** Whether the route supports `If-Match`; a response with a body then has the new `ETag`. */
    readonly hasPrecondition?: boolean;
  }
}
