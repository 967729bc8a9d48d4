// Loads quickly, in every process of a test run; each of these took a second of each of a hundred.
import { registerHooks } from "node:module";
import "../../src/app/preload.ts";

/** What tap starts in every process to note the files that it reads, for a coverage that we do not take. */
const recorder = "/node_modules/@tapjs/processinfo/dist/esm/import.mjs";

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier.endsWith(recorder)) return { url: "data:text/javascript,", shortCircuit: true };
    return nextResolve(specifier, context);
  },
});
