// Uploads: what can refuse a caller without its body is checked before the body is read.
import type { FastifyRequest, RouteOptions } from "fastify";
import type { HeavyWork } from "../../services/shared/heavy-work.ts";
import type { Admit } from "../../services/shared/school-access.ts";
import { bodyBytesMax } from "../plugins/limited-body.ts";

/**
 * Rejects an upload before its body is read: one for which the queue of its school has no room, before
 * any query, and one of a caller without the required role.
 */
export function admitUploads({
  admit,
  heavyWork,
}: {
  readonly admit: Admit;
  readonly heavyWork: Pick<HeavyWork, "requireRoom">;
}): (request: FastifyRequest) => Promise<void> {
  return async ({ schoolPrincipal, routeOptions }) => {
    const { upload } = routeOptions.config;
    if (!upload) return;
    heavyWork.requireRoom(schoolPrincipal);
    await admit(schoolPrincipal, upload.requires);
  };
}

/** Throws for a route with a large body limit that does not state the required role. */
export function requireUploadConfig({ bodyLimit = 0, config, method, url }: RouteOptions): void {
  if (bodyLimit <= bodyBytesMax || config?.upload) return;
  throw new Error(`${method} ${url} takes a large body: it needs \`config.upload\`.`);
}
