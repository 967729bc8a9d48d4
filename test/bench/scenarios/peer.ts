// The same work as better-auth, on the same PostgreSQL, each in a separate process behind Fastify. Both
// read the session from the database at each check, and insert a row for each requested link. Only this
// service throttles, separates schools by row-level security, logs, returns group, school and software
// with a session, and inserts an audit event and the mail about it. Only better-auth reads the user again
// before it sets a password. Neither figure includes mail: better-auth calls a function that sends none,
// and this service sends its mail before the next side starts.
import { type Bench, roundsOf, type Scenario } from "../bench.ts";
import { writeFamilies } from "../families.ts";
import { createOurs, createTheirs, linkRequestCount, type Peer, passwordCount } from "../peers.ts";
import { startProgram } from "../program.ts";
import type { PeerQuestion } from "../programs/better-auth.ts";
import type { LoadRequest } from "../programs/load.ts";
import type { SinkQuestion } from "../programs/mail-sink.ts";
import type { Row } from "../report.ts";
import { inTurn, type Measured, ratios } from "../rounds.ts";
import { asOwner } from "../server.ts";
import { secretKey, startService } from "../service.ts";

const names = { ours: "thuisinlog_bench_peer", theirs: "thuisinlog_bench_better_auth" };
const parallel = 32;
const familyCount = 64;
const pupils = 3_000;

export const peer: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  bench.report("making users on both sides");
  const childrenOf = Array.from({ length: familyCount }, () => 1);
  const written = await writeFamilies(bench.server, names.ours, childrenOf, pupils);
  const { databaseUrl, families } = written;
  opened.defer(() => bench.server.dropDatabase(names.ours));
  const sink = await startProgram<SinkQuestion, string | number>("mail-sink");
  opened.defer(sink.stop);
  const service = await startService(databaseUrl, { SMTP_URL: String(await sink.ask("url")) });
  opened.defer(service.stop);

  const startTheirs = async (hash: "its own" | "ours") => {
    const name = `${names.theirs}_${hash.replace(" ", "_")}`;
    const url = await bench.server.createEmptyDatabase(name);
    opened.defer(() => bench.server.dropDatabase(name));
    const env = { DATABASE_URL: url, HASH: hash };
    const program = await startProgram<PeerQuestion, string | readonly string[]>(
      "better-auth",
      env,
    );
    opened.defer(program.stop);
    return await createTheirs(program, families);
  };
  const theirs = await startTheirs("its own");
  const withOurHash = await startTheirs("ours");

  return await asOwner(databaseUrl, async (client) => {
    const ours = await createOurs({ url: service.url, families, client, secretKey });
    return await compare(bench, { ours, theirs, withOurHash });
  });
};

type Sides = Readonly<Record<"ours" | "theirs" | "withOurHash", Peer>>;
type Until = { readonly ms: number } | { readonly count: number };

async function compare(bench: Bench, sides: Sides): Promise<readonly Row[]> {
  const during = { ms: bench.roundMs };
  const { ours, theirs, withOurHash } = sides;

  const measure = async (
    what: string,
    chosen: Partial<Sides>,
    until: Until,
    requestsOf: (
      side: Peer,
      round: number,
    ) => readonly LoadRequest[] | Promise<readonly LoadRequest[]>,
  ) => {
    const entries = Object.entries(chosen).map(([name, side]) => [
      name,
      async (round: number) => {
        const requests = await requestsOf(side, round);
        const load = { url: side.url, requests, connections: parallel, until };
        const { perSecond } = await bench.put(load);
        await side.settle();
        return perSecond;
      },
    ]);
    return await inTurn<string>(Object.fromEntries(entries), roundsOf(bench, what));
  };

  const logins = await measure("peer, logins", sides, during, (side, round) => side.logins(round));
  const checks = await measure(
    "peer, session checks",
    { ours, theirs },
    during,
    (side) => side.sessionChecks,
  );
  const links = await measure(
    "peer, link requests",
    { ours, theirs },
    { count: linkRequestCount },
    (side, round) => side.linkRequests(round),
  );
  const passwords = await measure(
    "peer, passwords",
    { ours, withOurHash },
    { count: passwordCount },
    (side, round) => side.preparePasswords(round),
  );
  return [
    rowOf("logins, a second / better-auth's", logins["ours"], logins["theirs"], 6),
    rowOf("logins / better-auth's with our hash", logins["ours"], logins["withOurHash"], 1.2),
    rowOf(
      "passwords set / better-auth's with our hash",
      passwords["ours"],
      passwords["withOurHash"],
      1.5,
    ),
    rowOf("session checks / better-auth's", checks["ours"], checks["theirs"], 5),
    rowOf("link requests / better-auth's", links["ours"], links["theirs"], 5),
  ];
}

function rowOf(work: string, ours: Measured = [], theirs: Measured = [], atLeast: number): Row {
  return {
    work,
    measured: ratios(ours, theirs),
    unit: "×",
    promise: { atLeast },
    beside: { "service, a second": ours, "better-auth, a second": theirs },
  };
}
