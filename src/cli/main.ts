// `run.ts` is imported dynamically, because static imports are hoisted.
import "../app/preload.js";

const { runCommand } = await import("./run.ts");
process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
});
