// Runs many test files in one process, each as a subtest named after its file. A process for each file would take half of
// the processor time of a run, for loading the same modules again.
import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import tap, { type Test } from "tap";

const root = new URL("../..", import.meta.url);
/** Tests by the URL of their file, for the modules that replace `tap` in these files. */
const tests = new Map<string, Test>();
const registry = Symbol.for("tests of a group");
Object.assign(globalThis, { [registry]: tests });

registerHooks({
  resolve(specifier, context, nextResolve) {
    const { parentURL = "" } = context;
    if (specifier !== "tap" || !tests.has(parentURL)) return nextResolve(specifier, context);
    const code = `export default globalThis[Symbol.for("${registry.description}")].get(${JSON.stringify(parentURL)});`;
    const url = `data:text/javascript,${encodeURIComponent(code)}`;
    return { url, format: "module", shortCircuit: true };
  },
});

/** Runs the files that the patterns match, one after another. The patterns are relative to the project. */
export async function runGroup(...patterns: readonly string[]): Promise<void> {
  const cwd = fileURLToPath(root);
  for (const path of globSync(patterns, { cwd }).sort()) {
    const { href } = new URL(path, root);
    await tap.test(path, async (t) => {
      tests.set(href, t);
      await import(href);
    });
  }
}
