import { newId, systemRandom } from "../../../src/security/random.ts";
import { createDatabase } from "../../../src/store/database.ts";
import { insertSchool } from "../../../src/store/school/schools.ts";
import { roundsOf, type Scenario } from "../bench.ts";
import { listFullGroups } from "../data-set.ts";
import { login, writeFamilies } from "../families.ts";
import { inTurn, type Measured, ratios } from "../measure/rounds.ts";
import type { LoadRequest } from "../programs/load.ts";
import { requestTokens, startService } from "../service.ts";

const name = "thuisinlog_bench_fairness";
const familyCount = 32;
const noisyPupils = 5_000;
const noisyCallers = 40;
/** A p99 of three seconds has a wide spread. */
const roundsPerRound = 3;
/** Shorter than Retry-After, which is five seconds: an impatient caller. */
const noisePauseMs = 250;
const quietPauseMs = 20;
const slowerMax = 3;

/** A quiet school and a quiet family, alone and beside a school that sends forty rosters concurrently. */
export const fairness: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  bench.report("making families");
  const { databaseUrl, families } = await writeFamilies(
    bench.server,
    name,
    Array.from({ length: familyCount }, () => 1),
  );
  opened.defer(() => bench.server.dropDatabase(name));
  const [{ schoolId: quietId = "" } = {}] = await listFullGroups(databaseUrl, 1);
  const noisyId = await addSchool(databaseUrl);
  const service = await startService(databaseUrl);
  opened.defer(service.stop);
  const tokens = await requestTokens(service, databaseUrl, [quietId, noisyId]);
  const { url } = service;
  const of = (schoolId: string) => ({ authorization: `Bearer ${tokens.get(schoolId)}` });

  const putRoster = (pupils: number): LoadRequest => ({
    method: "PUT",
    path: "/v1/roster",
    status: 200,
    headers: of(noisyId),
    body: {
      groups: [],
      teachers: [],
      pupils: Array.from({ length: pupils }, (_, index) => ({
        externalId: `${index}`,
        firstName: "Wimpie",
      })),
    },
  });
  const fill = putRoster(noisyPupils);
  await bench.put({ url, requests: [fill], connections: 1, until: { count: 1 } });
  // The most expensive roster for its size: all pupils are read and described as leaving. Without room, 503.
  const noisy: LoadRequest = {
    ...putRoster(0),
    path: "/v1/roster?dryRun=true",
    status: [200, 503],
  };

  const until = { ms: bench.roundMs };
  const requests = {
    listGroups: [{ path: "/v1/groups", headers: of(quietId) }],
    login: families.map((family, network) => login(family, network)),
  };
  const quiet = (work: keyof typeof requests) =>
    bench.put({ url, requests: requests[work], connections: 1, pauseMs: quietPauseMs, until });
  const p99 = {
    alone: { listGroups: [] as number[], login: [] as number[] },
    beside: { listGroups: [] as number[], login: [] as number[] },
  };

  async function measure(side: keyof typeof p99, round: number): Promise<number> {
    const [groups, logins] = await Promise.all([quiet("listGroups"), quiet("login")]);
    if (round > 0) {
      p99[side].listGroups.push(groups.p99Ms);
      p99[side].login.push(logins.p99Ms);
    }
    return groups.p99Ms;
  }

  await inTurn(
    {
      alone: (round) => measure("alone", round),
      beside: async (round) => {
        const noise = bench.put({
          url,
          requests: [noisy],
          connections: noisyCallers,
          pauseMs: noisePauseMs,
          until,
        });
        const [value] = await Promise.all([measure("beside", round), noise]);
        return value;
      },
    },
    roundsOf({ ...bench, rounds: bench.rounds * roundsPerRound }, "one noisy school"),
  );

  return (["listGroups", "login"] as const).map((work) => {
    const alone: Measured = p99.alone[work];
    const beside: Measured = p99.beside[work];
    return {
      work: `${work} of another school beside forty rosters, p99 / alone`,
      measured: ratios(beside, alone),
      unit: "×" as const,
      promise: { atMost: slowerMax },
      beside: { "alone, ms": alone, "beside, ms": beside },
    };
  });
};

async function addSchool(databaseUrl: string): Promise<string> {
  const db = createDatabase({ url: databaseUrl, connectionsMax: 1, onIdleError: () => {} });
  const createdAt = new Date();
  const id = newId(createdAt, systemRandom);
  try {
    await db.asService((tx) => insertSchool(tx, { id, brin: "99ZY", name: "Noisy", createdAt }));
  } finally {
    await db.close();
  }
  return id;
}
