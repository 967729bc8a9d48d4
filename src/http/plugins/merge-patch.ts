import type { FastifyInstance } from "fastify";

const mergePatch = "application/merge-patch+json";

/** The media types of a change: JSON, and RFC 7396 by its own name. */
export const mergePatchTypes = ["application/json", mergePatch];

/** Lets the routes of this scope take a merge patch, which reads as JSON does. */
export function takeMergePatch(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser(mergePatch, { parseAs: "string" }, parseJson);
}
