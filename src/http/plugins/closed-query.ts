import type { RouteOptions } from "fastify";
import { closed } from "../schemas/schema.ts";

/**
 * Rejects every query parameter on the routes of a scope that declare none. A caller that mistypes a
 * parameter, or sends it to the wrong operation, then gets 400 instead of a response that ignored it.
 */
export function closeQuery({ schema }: RouteOptions): void {
  if (schema) schema.querystring ??= closed({});
}
