import type { FastifyInstance } from "fastify";
import findMyWay, { type HTTPMethod } from "find-my-way";

/** The methods that a path has, in the order of the alphabet; none for a path that is not there. */
export type MethodsOf = (path: string) => readonly string[];

/** Watches the routes as they are added; what the router itself cannot say is which methods are left. */
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
