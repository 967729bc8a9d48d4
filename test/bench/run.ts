// `npm run bench [-- <scenario>… --json=<file> --rounds=<n> --round-ms=<ms> --minutes=<n>]`: measures the
// promises of speed against limits of the same run, most of them in processor time.
import { parseArgs } from "node:util";
import type { Bench, Scenario } from "./bench.ts";
import { costOfLoad } from "./measure/cost.ts";
import { createProcessorClock } from "./measure/processor-clock.ts";
import { describe, type Row, summarize, tableHead, writeReport } from "./measure/report.ts";
import { startProgram } from "./program.ts";
import type { Load, LoadResult } from "./programs/load.ts";
import { startProgress } from "./progress.ts";
import { bulk } from "./scenarios/bulk.ts";
import { dispatch } from "./scenarios/dispatch.ts";
import { fairness } from "./scenarios/fairness.ts";
import { group } from "./scenarios/group.ts";
import { household } from "./scenarios/household.ts";
import { large } from "./scenarios/large.ts";
import { login } from "./scenarios/login.ts";
import { peer } from "./scenarios/peer.ts";
import { start } from "./scenarios/start.ts";
import { sustained } from "./scenarios/sustained.ts";
import { folder, startServer } from "./server.ts";

const scenarios: Readonly<Record<string, Scenario>> = {
  group,
  login,
  household,
  bulk,
  dispatch,
  peer,
  start,
  sustained,
  fairness,
  large,
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: {
      type: "string",
      default: `${folder}/${new Date().toISOString().replaceAll(":", "")}.json`,
    },
    rounds: { type: "string", default: "7" },
    "round-ms": { type: "string", default: "3000" },
    minutes: { type: "string", default: "5" },
  },
});
const chosen = positionals.length > 0 ? positionals : Object.keys(scenarios);
const unknown = chosen.filter((name) => !(name in scenarios));
if (unknown.length > 0) {
  throw new Error(
    `Unknown scenario ${unknown.join(", ")}. The scenarios are ${Object.keys(scenarios).join(", ")}.`,
  );
}

const progress = startProgress();
await using opened = new AsyncDisposableStack();
const server = await startServer(progress.report);
opened.defer(server.stop);
const load = await startProgram<Load, LoadResult>("load");
opened.defer(load.stop);
const clock = await createProcessorClock(server.url);
const bench: Bench = {
  server,
  put: load.ask,
  clock,
  cost: (programId, given) => costOfLoad({ clock, put: load.ask }, programId, given),
  rounds: Number(options.rounds),
  roundMs: Number(options["round-ms"]),
  minutes: Number(options.minutes),
  report: progress.report,
};

process.stdout.write(`${tableHead}\n`);
const rows: Row[] = [];
for (const name of chosen) {
  const measured = (await scenarios[name]?.(bench)) ?? [];
  progress.end();
  for (const row of measured) process.stdout.write(`${describe(row)}\n`);
  rows.push(...measured);
}
await writeReport(options.json, rows);
process.stdout.write(`\n${summarize(rows)}; ${options.json}\n`);
