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
/** Fewer than the free attempts of an address, so that none is delayed. */
const wrongTriesPerAddress = 4;

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
  const rounds = bench.rounds * roundsPerRound;
  const guessedCount = Math.ceil(((rounds + 1) * loginsPerTurn) / wrongTriesPerAddress);
  const guessedOnes = Array.from({ length: guessedCount }, () => 1);
  const written = await writeFamilies(bench.server, name, [...childrenOf, ...guessedOnes]);
  const { databaseUrl } = written;
  const families = written.families.slice(0, childrenOf.length);
  const guessed = written.families.slice(childrenOf.length);
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
  const rejected = (emailOf: (attempt: number) => string) => (round: number) =>
    costOf(
      turn((index) => {
        const email = emailOf(networkOf(round, index));
        const wrong = { email, password: "niemands geheim" };
        return login(wrong, networkOf(round, index), 401);
      }),
    );
  const measured = await inTurn<string, Cost>(
    {
      ...sides,
      known: rejected((attempt) => guessed[attempt % guessed.length]?.email ?? ""),
      unknown: rejected((attempt) => `niemand-${attempt}@example.nl`),
    },
    roundsOf({ ...bench, rounds }, `logging in, one by one${when}`),
  );

  const row = (work: string, of: string, to: string) =>
    costRow({
      work: `${work}${when}`,
      share: "program and PostgreSQL",
      promise: { between: [1 - within, 1 + within] },
      of: [of, measured[of] ?? []],
      to: [to, measured[to] ?? []],
    });
  return [
    ...["2", "4", "8"].map((children) => row(`log in, ${children} children / 1`, children, "1")),
    row("reject a login, unknown address / known address", "unknown", "known"),
  ];
}

function turn(request: (index: number) => LoadRequest): readonly LoadRequest[] {
  return Array.from({ length: loginsPerTurn }, (_, index) => request(index));
}

function networkOf(round: number, index: number): number {
  return round * loginsPerTurn + index;
}
