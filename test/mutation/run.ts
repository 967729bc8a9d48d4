// Makes thousands of small changes to the sources and checks that a test fails for each. Arguments: names of rooms
// (default: all), then arguments of Stryker.
import { inSurroundings } from "../support/surroundings.ts";

const rooms = [
  ...["domain", "security", "outbox", "authorisation"],
  ...["schema", "formats", "config", "mail"],
];
const args = process.argv.slice(2);
const options = args.findIndex((arg) => arg.startsWith("-"));
const named = options === -1 ? args : args.slice(0, options);
const others = options === -1 ? [] : args.slice(options);

// As in package.json, for test files that tap itself does not start.
process.env["TAP_TIMEOUT"] = "300";
process.exitCode = await inSurroundings(async (run) => {
  let worst = 0;
  for (const room of named.length === 0 ? rooms : named) {
    const config = new URL(`${room}.ts`, import.meta.url).pathname;
    worst = Math.max(worst, await run("stryker", ["run", config, ...others]));
  }
  return worst;
});
