import { runCommand } from "./run.ts";

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  print: (text) => process.stdout.write(text),
  tell: (text) => process.stderr.write(text),
});
