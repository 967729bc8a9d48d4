// Runs the tests with a shared PostgreSQL. The arguments are those of tap.
import { inSurroundings } from "./surroundings.ts";

process.exitCode = await inSurroundings((run) => run("tap", process.argv.slice(2)));
