// Runs the tests with a shared PostgreSQL. The arguments are those of tap.
import { inSurroundings } from "./surroundings.ts";

const args = process.argv.slice(2);

process.exitCode = await inSurroundings(async (run) => {
  const exitCode = await run("tap", args);
  // Logs are often cut, so the failures are repeated at the end.
  if (exitCode !== 0 && !process.stdout.isTTY) {
    await run("tap", ["replay", ...args, "--reporter=min"]);
  }
  return exitCode;
});
