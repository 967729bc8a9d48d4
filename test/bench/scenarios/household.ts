import { roundsOf, type Scenario } from "../bench.ts";
import { login, writeFamilies } from "../families.ts";
import { type Cost, costRow } from "../measure/cost.ts";
import { inTurn } from "../measure/rounds.ts";
import type { LoadRequest } from "../programs/load.ts";
import { secretKey, startService } from "../service.ts";

const childrenOf = [1, 2, 4, 8];
const loginsPerTurn = 40;
/** Many short turns show a difference of 5 % sooner than a few long ones. */
const roundsPerRound = 3;
const within = 0.05;

/**
 * The cost of a login reveals neither the number of children of the address nor whether it exists, also
 * after a rotation of the secret key.
 */
export const household: Scenario = async (bench) => [
  ...(await measure(bench, "", {})),
  ...(await measure(bench, ", after a rotation", {
    SECRET_KEY: "the secret key after that of the benchmarks, of enough bytes",
    SECRET_KEY_PREVIOUS: secretKey,
  })),
];

async function measure(
  bench: Parameters<Scenario>[0],
  when: string,
  keys: Readonly<Record<string, string>>,
): ReturnType<Scenario> {
  await using opened = new AsyncDisposableStack();
  const name = "thuisinlog_bench_household";
  const { databaseUrl, families } = await writeFamilies(bench.server, name, childrenOf);
  opened.defer(() => bench.server.dropDatabase(name));
  const { id, url, stop } = await startService(databaseUrl, keys);
  opened.defer(stop);

  const costOf = (requests: readonly LoadRequest[]) =>
    bench.cost(id, { url, requests, connections: 1, until: { count: loginsPerTurn } });
  const sides = Object.fromEntries(
    families.map((family) => [
      `${family.children}`,
      (round: number) => costOf(turn((index) => login(family, networkOf(round, index)))),
    ]),
  );
  const rounds = bench.rounds * roundsPerRound;
  const measured = await inTurn<string, Cost>(
    {
      ...sides,
      unknown: (round) =>
        costOf(
          turn((index) => {
            const email = `niemand-${round}-${index}@example.nl`;
            return login({ email, password: "niemands geheim" }, networkOf(round, index), 401);
          }),
        ),
    },
    roundsOf({ ...bench, rounds }, `logging in, one by one${when}`),
  );

  return ["2", "4", "8", "unknown"].map((side) =>
    costRow({
      work: `log in, ${side === "unknown" ? "unknown address / 1 child" : `${side} children / 1`}${when}`,
      share: "program and PostgreSQL",
      promise: { between: [1 - within, 1 + within] },
      of: [side, measured[side] ?? []],
      to: ["1", measured["1"] ?? []],
    }),
  );
}

function turn(request: (index: number) => LoadRequest): readonly LoadRequest[] {
  return Array.from({ length: loginsPerTurn }, (_, index) => request(index));
}

function networkOf(round: number, index: number): number {
  return round * loginsPerTurn + index;
}
