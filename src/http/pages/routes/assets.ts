import { readFile } from "node:fs/promises";
import type { FastifyPluginAsync } from "fastify";
import { pictures } from "../../../domain/picture-code.ts";

const folder = new URL("../assets/", import.meta.url);
const mediaTypes = {
  "page.css": "text/css",
  "page.js": "text/javascript",
  "icon.svg": "image/svg+xml",
  ...Object.fromEntries(pictures.map((name) => [`pictures/${name}.svg`, "image/svg+xml"])),
};

/** A page of sixteen pictures is requested again for each choice. */
const pictureCaching = "public, max-age=86400";

/** Static files of the web pages. */
export const assetRoutes: FastifyPluginAsync = async (app) => {
  for (const [name, mediaType] of Object.entries(mediaTypes)) {
    const content = await readFile(new URL(name, folder), "utf8");
    app.get(
      `/assets/${name}`,
      { schema: { hide: true }, config: { produces: [mediaType] } },
      async (_request, reply) => {
        if (name.startsWith("pictures/")) reply.header("Cache-Control", pictureCaching);
        return await reply.type(`${mediaType}; charset=utf-8`).send(content);
      },
    );
  }
};
