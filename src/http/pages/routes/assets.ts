import { readFile } from "node:fs/promises";
import type { FastifyPluginAsync } from "fastify";
import { pictures } from "../../../domain/picture-code.ts";
import { drawings } from "../../../domain/school/drawing.ts";

const folder = new URL("../assets/", import.meta.url);
const mediaTypes = {
  "page.css": "text/css",
  "page.js": "text/javascript",
  "print.css": "text/css",
  "letters.css": "text/css",
  ...Object.fromEntries(
    ["icon", "landscape", "done", "again", "wait", "undo"].map((name) => [
      `${name}.svg`,
      "image/svg+xml",
    ]),
  ),
  ...Object.fromEntries(pictures.map((name) => [`pictures/${name}.svg`, "image/svg+xml"])),
  ...Object.fromEntries(drawings.map((name) => [`drawings/${name}.svg`, "image/svg+xml"])),
};

/** A page of sixteen pictures is requested again for each choice. */
const pictureCaching = "public, max-age=86400";

/** Portals show the drawings on their own pages. An image that is opened as a page runs and loads nothing. */
const drawingHeaders = {
  "Cache-Control": "public, max-age=2592000",
  "Content-Security-Policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

/** A saved print version or letter is opened from another place. */
const printHeaders = { "Cross-Origin-Resource-Policy": "cross-origin" };

/** Static files of the web pages. */
export const assetRoutes: FastifyPluginAsync = async (app) => {
  for (const [name, mediaType] of Object.entries(mediaTypes)) {
    const content = await readFile(new URL(name, folder), "utf8");
    app.get(
      `/assets/${name}`,
      { schema: { hide: true }, config: { produces: [mediaType] } },
      async (_request, reply) => {
        if (name.startsWith("pictures/")) reply.header("Cache-Control", pictureCaching);
        if (name.startsWith("drawings/")) reply.headers(drawingHeaders);
        if (["print.css", "letters.css"].includes(name)) reply.headers(printHeaders);
        return await reply.type(`${mediaType}; charset=utf-8`).send(content);
      },
    );
  }
};
