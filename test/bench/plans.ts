// `npm run bench:plans`: writes the plans of all statements on the database of a whole country, which it creates if
// needed, to test/contract/country-plans.json.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openDataSet } from "./data.ts";
import { startProgress } from "./progress.ts";
import { startServer } from "./server.ts";

const pupils = 1_500_000;
const test = "test/contract/country-plans.test.ts";

const progress = startProgress();
const server = await startServer(progress.report);
try {
  const COUNTRY_DATABASE_URL = await openDataSet(server, pupils, progress.report);
  progress.end();
  const env = { ...process.env, COUNTRY_DATABASE_URL };
  const child = spawn(process.execPath, ["test/support/run.ts", "--jobs=1", test], {
    env,
    stdio: "inherit",
  });
  const [code] = await once(child, "close");
  process.exitCode = code ?? 1;
} finally {
  await server.stop();
}
