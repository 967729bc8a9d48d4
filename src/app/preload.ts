// Before anything else is loaded, the configuration too. What an earlier start compiled lies in the data
// folder, which is for nobody else to write; where there is no such folder it is compiled again.
//
// The query builder is loaded quickly. For each of its files Node reads the package.json above it, to know
// the format, and that one has 180 kB: it takes a third of a start, and 100 MiB that stay.
import { mkdirSync } from "node:fs";
import { enableCompileCache, registerHooks } from "node:module";
import { join } from "node:path";

const dataDir = process.env["DATA_DIR"] || ".data";
try {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  enableCompileCache(join(dataDir, "compiled"));
} catch {
  // Read-only: a slower start.
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
