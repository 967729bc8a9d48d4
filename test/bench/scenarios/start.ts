import { hash, readBareGroup } from "../bare-requests.ts";
import type { Scenario } from "../bench.ts";
import { login, writeFamilies } from "../families.ts";
import { openGroupRequests, readGroup } from "../group-requests.ts";
import { startProgram } from "../program.ts";
import type { BareQuestion } from "../programs/bare.ts";
import type { LoadRequest } from "../programs/load.ts";
import { startService } from "../service.ts";

const name = "thuisinlog_bench_start";
const loadMs = 60_000;

/** Duration of a start, and memory of the service after a minute of mixed load. */
export const start: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  const childrenOf = Array.from({ length: 16 }, () => 1);
  const { databaseUrl, families } = await writeFamilies(bench.server, name, childrenOf);
  opened.defer(() => bench.server.dropDatabase(name));

  const startsMs: number[] = [];
  for (let round = 0; round <= bench.rounds; round += 1) {
    bench.report(`starting: ${round} of ${bench.rounds}`);
    const service = await startService(databaseUrl);
    await service.stop();
    if (round > 0) startsMs.push(service.startMs);
  }

  bench.report("a minute of load");
  const service = await startService(databaseUrl);
  opened.defer(service.stop);
  const { groups, ask } = await openGroupRequests(service, databaseUrl, 1);
  const { nowMiB } = await service.memory();
  const logins = families.map((family, network) => login(family, network));
  await putAll(service.url, ask(readGroup), logins);
  const after = await service.memory();

  bench.report("the same minute on bare routes");
  const bare = await startProgram<BareQuestion, string | number>("bare", {
    DATABASE_URL: databaseUrl,
  });
  opened.defer(bare.stop);
  await putAll(String(await bare.ask("url")), groups.map(readBareGroup), families.map(hash));
  const bareMiB = Number(await bare.ask("memory"));
  return [
    {
      work: "from `node src/main.ts` to ready",
      measured: startsMs.map((ms) => ms / 1000),
      unit: "s",
      promise: { atMost: 1 },
      beside: {},
    },
    {
      work: "resident memory after a minute of load",
      measured: [after.nowMiB],
      unit: "MiB",
      promise: { atMost: 150 },
      beside: {
        "at the start, MiB": [nowMiB],
        "peak, MiB": [after.peakMiB],
        "bare routes after the same, MiB": [bareMiB],
      },
    },
  ];

  async function putAll(
    url: string,
    reads: readonly LoadRequest[],
    logins: readonly LoadRequest[],
  ): Promise<void> {
    const until = { ms: loadMs };
    await Promise.all([
      bench.put({ url, requests: reads, connections: 8, until }),
      bench.put({ url, requests: logins, connections: 8, until }),
    ]);
  }
};
