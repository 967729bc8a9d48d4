// Loads quickly, in every process of a test run; each of these took a second of each of a hundred.
import { registerHooks } from "node:module";

const builder = "/node_modules/drizzle-orm/";
/** What tap starts in every process to note the files that it reads, for a coverage that we do not take. */
const recorder = "/node_modules/@tapjs/processinfo/dist/esm/import.mjs";

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier.endsWith(recorder)) return { url: "data:text/javascript,", shortCircuit: true };
    const { parentURL = "" } = context;
    const isInside = parentURL.includes(builder) && specifier.startsWith(".");
    if (!isInside || !specifier.endsWith(".js")) return nextResolve(specifier, context);
    // For each file Node reads the package.json above it, and the query builder's has 180 kB.
    return { url: new URL(specifier, parentURL).href, format: "module", shortCircuit: true };
  },
});
