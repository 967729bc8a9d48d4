// @ts-check
// Loaded before all other modules. Its parts together save half of the processor time of a start (docs/performance.md):
// - The compile cache uses the data folder, which only the service may write. Without that folder
//   there is no cache.
// - The hook resolves relative imports whose module format is known by their extension, and those of the query
//   builder. Otherwise Node looks for each file and for its package.json, which that of the query builder with its
//   180 kB makes slow.
// - A package that the sources import several times is searched once.
// In JavaScript, because Node loads 60 ms of tools for the first TypeScript file that is not in the cache. `npm start` and
// the image preload it, so that the cache has the entry point too.
import { mkdirSync } from "node:fs";
import { enableCompileCache, registerHooks } from "node:module";
import { join } from "node:path";

const dataDir = process.env["DATA_DIR"] || ".data";
try {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  enableCompileCache(join(dataDir, "compiled"));
} catch {
  // A read-only folder: the start is slower.
}

const sources = new URL("..", import.meta.url).href;
const builder = "/node_modules/drizzle-orm/";
/**
 * Packages and modules of Node that the sources import, by name.
 * @type {Map<string, import("node:module").ResolveFnOutput>}
 */
const packages = new Map();

/**
 * Returns the format of a relative import, or `undefined` where Node has to find it.
 * @param {string} specifier
 * @param {string} parentURL
 */
function formatOf(specifier, parentURL) {
  if (specifier.endsWith(".ts")) {
    return parentURL.startsWith(sources) ? "module-typescript" : undefined;
  }
  if (specifier.endsWith(".mjs")) return "module";
  return specifier.endsWith(".js") && parentURL.includes(builder) ? "module" : undefined;
}

registerHooks({
  resolve(specifier, context, nextResolve) {
    const { parentURL = "" } = context;
    if (specifier.startsWith(".")) {
      const format = formatOf(specifier, parentURL);
      if (format === undefined) return nextResolve(specifier, context);
      return { url: new URL(specifier, parentURL).href, format, shortCircuit: true };
    }
    if (!parentURL.startsWith(sources) || !context.conditions.includes("import")) {
      return nextResolve(specifier, context);
    }
    const known = packages.get(specifier);
    if (known !== undefined) return known;
    const found = { ...nextResolve(specifier, context), shortCircuit: true };
    packages.set(specifier, found);
    return found;
  },
});
