// What an import statement names would be loaded before the first line here runs.
import "../app/preload.ts";

const { runCommand } = await import("./run.ts");
process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  print: (text) => process.stdout.write(text),
  tell: (text) => process.stderr.write(text),
});
