import { hash } from "../bare-requests.ts";
import { roundsOf, type Scenario } from "../bench.ts";
import { login as loginOf, writeFamilies } from "../families.ts";
import type { Cost } from "../measure/cost.ts";
import { costRow } from "../measure/cost.ts";
import { inTurn, type Measured, ratios } from "../measure/rounds.ts";
import { startProgram } from "../program.ts";
import type { BareQuestion } from "../programs/bare.ts";
import { startService } from "../service.ts";

const parallel = 32;
const familyCount = 3 * parallel;
const kernelHashes = 30;
const besidePauseMs = 20;

/** Many concurrent logins: the service against a bare route that only hashes. */
export const login: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  const name = "thuisinlog_bench_login";
  bench.report("making passwords");
  const { databaseUrl, families } = await writeFamilies(
    bench.server,
    name,
    Array.from({ length: familyCount }, () => 1),
  );
  opened.defer(() => bench.server.dropDatabase(name));
  const service = await startService(databaseUrl);
  opened.defer(service.stop);
  const bare = await startProgram<BareQuestion, string | number>("bare");
  opened.defer(bare.stop);
  const bareUrl = String(await bare.ask("url"));

  const until = { ms: 2 * bench.roundMs };
  const untilBeside = { ms: bench.roundMs };
  const requests = families.map((family, network) => loginOf(family, network));
  const latencies = { login: [] as number[], hash: [] as number[], beside: [] as number[] };

  async function logIn(round: number): Promise<Cost> {
    const { id, url } = service;
    const logins = { url, requests, connections: parallel };
    const cost = await bench.cost(id, { ...logins, until });
    // Apart, because the cheap requests have a cost too.
    const cheap = { requests: [{ path: "/readyz" }], connections: 1, pauseMs: besidePauseMs };
    const [, beside] = await Promise.all([
      bench.put({ ...logins, until: untilBeside }),
      bench.put({ url, ...cheap, until: untilBeside }),
    ]);
    if (round > 0) {
      latencies.login.push(cost.p99Ms);
      latencies.beside.push(beside.p99Ms);
    }
    return cost;
  }

  async function hashAll(round: number): Promise<Cost> {
    const load = { url: bareUrl, requests: families.map(hash), connections: parallel, until };
    const hashes = await bench.cost(bare.id, load);
    const perSecond = Number(await bare.ask({ parallel: 1, count: kernelHashes }));
    if (round > 0) latencies.hash.push(1000 / perSecond);
    return hashes;
  }

  const measured = await inTurn({ service: logIn, bare: hashAll }, roundsOf(bench, "logging in"));
  const hashMs: Measured = latencies.hash;
  return [
    costRow({
      work: "log in, 32 at a time / a bare hash route",
      share: "program",
      promise: { atMost: 1.06 },
      of: ["service", measured.service],
      to: ["bare route", measured.bare],
    }),
    {
      work: "log in, 32 at a time, p99 / one hash",
      measured: ratios(latencies.login, hashMs),
      unit: "×",
      promise: { atMost: 40 },
      beside: { "p99, ms": latencies.login, "one hash, ms": hashMs },
    },
    {
      work: "a cheap GET beside it, p99",
      measured: latencies.beside,
      unit: "ms",
      promise: { atMost: 50 },
      beside: {},
    },
  ];
};
