// Runs the tests in their surroundings. Takes the arguments of tap.
import { inSurroundings } from "./surroundings.ts";

process.exitCode = await inSurroundings((run) => run("tap", process.argv.slice(2)));
