import { fileURLToPath } from "node:url";
import { hash, readBareGroup } from "../bare-requests.ts";
import { type Bench, roundsOf, type Scenario } from "../bench.ts";
import { listFullGroups } from "../data-set.ts";
import { type Family, login, writeFamilies } from "../families.ts";
import { openGroupRequests, readGroup } from "../group-requests.ts";
import type { Row } from "../measure/report.ts";
import { inTurn, ratios } from "../measure/rounds.ts";
import { startProgram } from "../program.ts";
import type { BareQuestion } from "../programs/bare.ts";
import type { LoadRequest } from "../programs/load.ts";
import { type ServiceProcess, startProcess, startService } from "../service.ts";

const name = "thuisinlog_bench_start";
/** A minute with the default length of a round. */
const loadRounds = 20;
const memoryRounds = 3;
const bareStart = fileURLToPath(new URL("../programs/bare-start.ts", import.meta.url));

/** Processor time of a start, and memory after a minute of mixed load, each against a bare Fastify. */
export const start: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  const childrenOf = Array.from({ length: 16 }, () => 1);
  const { databaseUrl, families } = await writeFamilies(bench.server, name, childrenOf);
  opened.defer(() => bench.server.dropDatabase(name));
  return [
    await compareStarts(bench, databaseUrl),
    await compareMemory(bench, databaseUrl, families),
  ];
};

/** From the start of the process to its first answer, with a database that is migrated. */
async function compareStarts(bench: Bench, databaseUrl: string): Promise<Row> {
  const startOnce = (starting: () => Promise<ServiceProcess>) => async () => {
    const server = await starting();
    const processorMs = await bench.clock.sinceStart(server.id);
    await server.stop();
    return { processorMs, elapsedMs: server.startMs };
  };
  const { service, bare } = await inTurn(
    {
      service: startOnce(() => startService(databaseUrl)),
      bare: startOnce(() => startProcess([bareStart], { DATABASE_URL: databaseUrl })),
    },
    roundsOf(bench, "starting"),
  );
  const processorMs = {
    service: service.map((one) => one.processorMs),
    bare: bare.map((one) => one.processorMs),
  };
  return {
    work: "start until ready / a bare Fastify with its plugins, processor",
    measured: ratios(processorMs.service, processorMs.bare),
    unit: "×",
    promise: { atMost: 1.5 },
    beside: {
      "service, processor ms": processorMs.service,
      "service, elapsed ms": service.map((one) => one.elapsedMs),
      "bare Fastify, processor ms": processorMs.bare,
      "bare Fastify, elapsed ms": bare.map((one) => one.elapsedMs),
    },
  };
}

/** Resident memory of a new process after the same load. The first of the rounds is not measured. */
async function compareMemory(
  bench: Bench,
  databaseUrl: string,
  families: readonly Family[],
): Promise<Row> {
  const until = { ms: loadRounds * bench.roundMs };
  const putAll = (url: string, reads: readonly LoadRequest[], logins: readonly LoadRequest[]) =>
    Promise.all([
      bench.put({ url, requests: reads, connections: 8, until }),
      bench.put({ url, requests: logins, connections: 8, until }),
    ]);
  const skipped = { startMiB: Number.NaN, afterMiB: Number.NaN, peakMiB: Number.NaN };

  async function measureService(round: number) {
    if (round === 0) return skipped;
    await using opened = new AsyncDisposableStack();
    const service = await startService(databaseUrl);
    opened.defer(service.stop);
    const { ask } = await openGroupRequests(service, databaseUrl, 1);
    const { nowMiB: startMiB } = await service.memory();
    const logins = families.map((family, network) =>
      login(family, round * families.length + network),
    );
    await putAll(service.url, ask(readGroup), logins);
    const { nowMiB: afterMiB, peakMiB } = await service.memory();
    return { startMiB, afterMiB, peakMiB };
  }

  async function measureBare(round: number) {
    if (round === 0) return skipped;
    await using opened = new AsyncDisposableStack();
    const groups = await listFullGroups(databaseUrl, 1);
    const env = { DATABASE_URL: databaseUrl };
    const bare = await startProgram<BareQuestion, string | number>("bare", env);
    opened.defer(bare.stop);
    const startMiB = Number(await bare.ask("memory"));
    const url = String(await bare.ask("url"));
    await putAll(url, groups.map(readBareGroup), families.map(hash));
    return { startMiB, afterMiB: Number(await bare.ask("memory")), peakMiB: Number.NaN };
  }

  const { service, bare } = await inTurn(
    { service: measureService, bare: measureBare },
    roundsOf({ ...bench, rounds: Math.min(bench.rounds, memoryRounds) }, "memory under load"),
  );
  const after = {
    service: service.map((one) => one.afterMiB),
    bare: bare.map((one) => one.afterMiB),
  };
  return {
    work: "resident memory after a minute of load / bare routes",
    measured: ratios(after.service, after.bare),
    unit: "×",
    promise: { atMost: 1.35 },
    beside: {
      "service at the start, MiB": service.map((one) => one.startMiB),
      "service after it, MiB": after.service,
      "service at its peak, MiB": service.map((one) => one.peakMiB),
      "bare routes at the start, MiB": bare.map((one) => one.startMiB),
      "bare routes after it, MiB": after.bare,
    },
  };
}
