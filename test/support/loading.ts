// Preloaded by every process of a test run. Each of these saves about a second for each of a hundred files.
import { registerHooks } from "node:module";
import "../../src/app/preload.js";

/** The recorder of tap notes the loaded files of every process, for coverage that the tests do not use. */
const recorder = "/node_modules/@tapjs/processinfo/dist/esm/import.mjs";

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier.endsWith(recorder)) return { url: "data:text/javascript,", shortCircuit: true };
    return nextResolve(specifier, context);
  },
});
