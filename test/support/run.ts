// Runs the tests with a shared PostgreSQL. The arguments are those of tap.
import { inSurroundings } from "./surroundings.ts";

const args = process.argv.slice(2);

process.exitCode = await inSurroundings(async (run) => {
  const exitCode = await run("tap", args);
  // The output of a log is often cut: the failures stand again at its end.
  if (exitCode !== 0 && !process.stdout.isTTY) {
    await run("tap", ["replay", ...args, "--reporter=min"]);
  }
  return exitCode;
});
