// Loaded before all other modules. Together the two parts save 40 % of the processor time of a start
// (docs/performance.md):
// - The compile cache uses the data folder, which only the service may write. Without that folder
//   there is no cache.
// - The hook speeds up loading of the query builder: for each of its files Node reads its package.json
//   of 180 kB to determine the module format.
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

const builder = "/node_modules/drizzle-orm/";

registerHooks({
  resolve(specifier, context, nextResolve) {
    const { parentURL = "" } = context;
    const isInside = parentURL.includes(builder) && specifier.startsWith(".");
    if (!isInside || !specifier.endsWith(".js")) return nextResolve(specifier, context);
    return { url: new URL(specifier, parentURL).href, format: "module", shortCircuit: true };
  },
});
