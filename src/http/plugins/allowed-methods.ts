import type { FastifyInstance } from "fastify";
import findMyWay, { type HTTPMethod } from "find-my-way";

/** Returns the methods of a path in alphabetical order; empty for an unknown path. */
export type MethodsOf = (path: string) => readonly string[];

/**
 * Collects routes as they are added, because the router itself cannot list the methods of a path.
 */
export function collectAllowedMethods(app: FastifyInstance): MethodsOf {
  const paths = findMyWay();
  const methods = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    if (url.includes("*")) return; // a folder of files, or the preflight of every path
    const known = methods.get(url) ?? new Set();
    if (!methods.has(url)) {
      methods.set(url, known);
      paths.on("GET", url, () => {}, known);
    }
    for (const one of [method].flat()) known.add(one);
  });
  const anyMethod: HTTPMethod = "GET";
  return (path) => [...((paths.find(anyMethod, path)?.store as Set<string>) ?? [])].sort();
}
