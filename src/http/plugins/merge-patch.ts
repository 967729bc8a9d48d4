import type { FastifyInstance } from "fastify";
import { jsonParserOf } from "./json-parser.ts";

const mergePatch = "application/merge-patch+json";

/** Media types of a change: JSON, and RFC 7396 merge patch. */
export const mergePatchTypes = ["application/json", mergePatch];

/** Lets the routes of this scope accept a merge patch, parsed as JSON. */
export function takeMergePatch(app: FastifyInstance): void {
  app.addContentTypeParser(mergePatch, { parseAs: "string" }, jsonParserOf(app));
}
