// The same work as better-auth, on the same PostgreSQL, each in a separate process behind Fastify. Both
// read the session from the database at each check, and insert a row for each requested link. Only this
// service throttles, separates schools by row-level security, logs, returns group, school and software
// with a session, and inserts an audit event and the mail about it. Only better-auth reads the user again
// before it sets a password. Neither figure includes the delivery of mail: better-auth calls a function that sends
// none, and this service has no mail server; it does include inserting the mail. The links that were requested are
// made by a background job, partly within the round.
import { type Bench, roundsOf, type Scenario } from "../bench.ts";
import { writeFamilies } from "../families.ts";
import { costRow } from "../measure/cost.ts";
import type { Row } from "../measure/report.ts";
import { inTurn } from "../measure/rounds.ts";
import { createOurs, createTheirs, linkRequestCount, type Peer, passwordCount } from "../peers.ts";
import { startProgram } from "../program.ts";
import type { PeerQuestion } from "../programs/better-auth.ts";
import type { LoadRequest } from "../programs/load.ts";
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
  const service = await startService(databaseUrl);
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
    const ours = await createOurs({ ...service, families, client, secretKey });
    return await compare(bench, { ours, theirs, withOurHash });
  });
};

type Sides = Readonly<Record<"ours" | "theirs" | "withOurHash", Peer>>;
type Until = { readonly ms: number } | { readonly count: number };

async function compare(bench: Bench, sides: Sides): Promise<readonly Row[]> {
  const during = { ms: bench.roundMs };
  const { ours, theirs, withOurHash } = sides;

  /** Measures one kind of request on both sides; `atMost` is the limit of the ratio. */
  async function compareOne(
    work: string,
    peer: Peer,
    until: Until,
    atMost: number,
    requestsOf: (
      side: Peer,
      round: number,
    ) => readonly LoadRequest[] | Promise<readonly LoadRequest[]>,
  ): Promise<Row> {
    const costOf = (side: Peer) => async (round: number) => {
      const requests = await requestsOf(side, round);
      const { id, url } = side;
      const cost = await bench.cost(id, { url, requests, connections: parallel, until });
      await side.settle();
      return cost;
    };
    const measured = await inTurn(
      { ours: costOf(ours), theirs: costOf(peer) },
      roundsOf(bench, `peer, ${work}`),
    );
    return costRow({
      work: `${work} / better-auth${peer === withOurHash ? " with our hash" : ""}`,
      share: "program and PostgreSQL",
      promise: { atMost },
      of: ["service", measured.ours],
      to: ["better-auth", measured.theirs],
    });
  }

  return [
    await compareOne("log in", withOurHash, during, 0.95, (side, round) => side.logins(round)),
    await compareOne("check a session", theirs, during, 0.25, (side) => side.sessionChecks),
    await compareOne("request a link", theirs, { count: linkRequestCount }, 0.35, (side, round) =>
      side.linkRequests(round),
    ),
    await compareOne("set a password", withOurHash, { count: passwordCount }, 1, (side, round) =>
      side.preparePasswords(round),
    ),
  ];
}
