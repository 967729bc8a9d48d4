// Uploads: the caller's credential and role are checked before the body is read.
import type { FastifyRequest, RouteOptions } from "fastify";
import type { Admit } from "../../services/shared/school-access.ts";
import { bodyBytesMax } from "../plugins/limited-body.ts";

/** Rejects a caller without the required role before its body is read. */
export function admitUploads(admit: Admit): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const { upload } = request.routeOptions.config;
    if (upload) await admit(request.schoolPrincipal, upload.requires);
  };
}

/** Throws for a route with a large body limit that does not state the required role. */
export function requireUploadConfig({ bodyLimit = 0, config, method, url }: RouteOptions): void {
  if (bodyLimit <= bodyBytesMax || config?.upload) return;
  throw new Error(`${method} ${url} takes a large body: it needs \`config.upload\`.`);
}
