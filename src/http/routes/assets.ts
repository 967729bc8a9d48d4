import { readFile } from "node:fs/promises";
import type { FastifyPluginAsync } from "fastify";

const folder = new URL("../pages/assets/", import.meta.url);
const mediaTypes = {
  "page.css": "text/css",
  "page.js": "text/javascript",
  "icon.svg": "image/svg+xml",
};

/** What the pages of families fetch. */
export const assetRoutes: FastifyPluginAsync = async (app) => {
  for (const [name, mediaType] of Object.entries(mediaTypes)) {
    const content = await readFile(new URL(name, folder), "utf8");
    app.get(
      `/assets/${name}`,
      { schema: { hide: true }, config: { produces: [mediaType] } },
      async (_request, reply) => await reply.type(`${mediaType}; charset=utf-8`).send(content),
    );
  }
};
