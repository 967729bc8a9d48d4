import type pg from "pg";
import t from "tap";
import { drawChance, hangMs, scaled, seedOf } from "../faults/scale.ts";
import { prepareSchool } from "../faults/school.ts";
import { addSchool } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createApi } from "../support/api.ts";
import { type Cluster, serviceNames, startCluster } from "./cluster.ts";
import { checkOutEarlierVersion } from "./earlier-version.ts";

const rounds = scaled({ short: 1, full: 3 });
const callers = 8;
const pupilCount = 200;
/** Answers between two restarts. */
const answersMin = 200;
const stopMaxMs = 30_000;

t.setTimeout(hangMs);

t.test("restarts, an upgrade and a rollback under load fail no request", async (t) => {
  const chance = drawChance(seedOf(t));
  const earlier = await checkOutEarlierVersion();
  const cluster = await startCluster(t, earlier.program);
  const { insist } = cluster.caller;
  const { token, pupils } = await prepareSchool(
    insist,
    await addSchool(cluster.env, earlier.cli),
    pupilCount,
  );
  const database = await cluster.connect();
  t.teardown(() => database.end());
  const migrationsBefore = await countMigrations(database);
  const load = startStrictLoad({ cluster, token, pupils, below: chance.below });

  /** Stops one replica after another, and starts each with this version (the current one without it). */
  async function replaceAll(program?: string): Promise<void> {
    for (const name of serviceNames) {
      await load.untilMore(answersMin);
      const replica = cluster.replicas.get(name);
      replica?.kill("SIGTERM");
      t.equal(await until("end", () => replica?.exitCode, stopMaxMs), 0, `${name} ends`);
      await cluster.startReplica(name, { program });
    }
    await load.untilMore(answersMin);
    t.strictSame(load.failures, [], "no request failed");
  }

  for (let round = 0; round < rounds; round += 1) await replaceAll(earlier.program);
  const restarted = load.count();
  await replaceAll();
  t.ok((await countMigrations(database)) > migrationsBefore, "the upgrade migrated the database");
  const upgraded = load.count();
  await replaceAll(earlier.program);
  const rolledBack = load.count();
  await replaceAll();
  await load.stop();
  t.strictSame(load.failures, [], "no request failed");

  const { rows } = await database.query<{ pupilId: string; email: string }>(
    `select pupil_id as "pupilId", email from home_addresses`,
  );
  const stored = new Map(rows.map(({ pupilId, email }) => [pupilId, email]));
  t.strictSame(
    [...load.emails].filter(([pupilId, email]) => stored.get(pupilId) !== email),
    [],
    "every acknowledged address is stored",
  );
  t.comment(
    JSON.stringify({ from: earlier.revision, restarted, upgraded, rolledBack, all: load.count() }),
  );
});

/** Callers that accept no failure: one answer that is not 200, or none, is a failure of the test. */
function startStrictLoad(deps: {
  readonly cluster: Cluster;
  readonly token: string;
  readonly pupils: readonly { readonly pupilId: string; readonly externalId: string }[];
  readonly below: (limit: number) => number;
}) {
  const { cluster, token, pupils, below } = deps;
  const api = createApi(cluster.url, { isChecked: false });
  const failures: string[] = [];
  const emails = new Map<string, string>();
  let answers = 0;
  let isOver = false;

  async function send(operationId: string, call: Parameters<typeof api>[1]): Promise<boolean> {
    const outcome = await api(operationId, call).then(
      ({ status, text }) => (status === 200 ? undefined : `${status} ${text}`),
      (error) => `${error} ${error.cause ?? ""}`,
    );
    answers += 1;
    if (outcome !== undefined) failures.push(`${operationId}: ${outcome}`);
    return outcome === undefined;
  }

  /** Each caller has its own pupils. */
  async function work(caller: number): Promise<void> {
    const own = pupils.filter((_, index) => index % callers === caller);
    for (let change = 0; !isOver; change += 1) {
      const pupil = own[below(own.length)];
      if (!pupil) return;
      const email = `ouder-${pupil.externalId}-${change}@example.nl`;
      const path = { pupilId: pupil.pupilId };
      const isDone = await send("setHomeLogin", { token, path, body: { emails: [email] } });
      if (isDone) emails.set(pupil.pupilId, email);
      await send("listGroups", { token });
      await send("getHomeLogin", { token, path });
    }
  }

  const working = Promise.all(Array.from({ length: callers }, (_, caller) => work(caller)));
  return {
    failures,
    emails,
    count: () => answers,
    async untilMore(count: number) {
      const enough = answers + count;
      await until("answers", () => answers >= enough || undefined);
    },
    async stop() {
      isOver = true;
      await working;
    },
  };
}

async function countMigrations(database: pg.Client): Promise<number> {
  const { rows } = await database.query(
    "select count(*)::int as count from drizzle.__drizzle_migrations",
  );
  return rows[0].count;
}
