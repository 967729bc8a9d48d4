// Late commits: a transaction can take its place in the feed long before it commits.
import pg from "pg";
import t, { type Test } from "tap";
import { readRows } from "../../../src/domain/bulk-activation.ts";
import type { SchoolPrincipal } from "../../../src/domain/principal.ts";
import { createChangeCursors } from "../../../src/security/change-cursor.ts";
import { systemRandom } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { createHomeLoginChangeService } from "../../../src/services/school/home-login-changes.ts";
import { createSchoolAccess } from "../../../src/services/shared/school-access.ts";
import { createDatabase, execute } from "../../../src/store/database.ts";
import {
  getFeedState,
  listHomeLoginChanges,
} from "../../../src/store/school/home-login-changes.ts";
import { until, untilIdle } from "../../integration/until.ts";
import { pupil, rosterOf } from "../../support/families/roster-pupil.ts";
import { follow } from "../../support/feed/followed-changes.ts";
import { startServices } from "../../support/services.ts";

const clock = { now: () => new Date("2026-09-01T08:30:00Z") };
const secret = "a secret key for tests alone, of enough bytes";

/** A school whose pupils all have an address. */
async function startSchool(t: Test, count: number) {
  const service = await startServices(t);
  const coordinator = await service.addSchool("01AA");
  const keys = Array.from({ length: count }, (_, index) => `${index}`);
  await service.rosters.put(coordinator, rosterOf(...keys.map((key) => pupil(key))));
  const rows = keys.map((externalId) => ({ externalId, emails: [`ouder${externalId}@home.nl`] }));
  await service.bulkActivations.activate(coordinator, readRows(rows), {
    dryRun: false,
    atomic: false,
  });
  const connect = async () => {
    const client = new pg.Client({ connectionString: service.url });
    await client.connect();
    t.teardown(() => client.end());
    return client;
  };
  return { ...service, coordinator, connect };
}

/** The feed as another replica has it. */
function replicaOf(t: Test, url: string) {
  const db = createDatabase({ url, connectionsMax: 4, onIdleError: () => {} });
  t.teardown(() => db.close());
  return createHomeLoginChangeService({
    ...createSchoolAccess({ db, settings: { databaseConnectionsMax: 4 } }),
    cursors: createChangeCursors({
      keys: createSecretKeys(secret),
      random: systemRandom,
      clock,
    }),
  });
}

/** Bounces or invites one address. */
const change = (client: pg.Client, index: number) =>
  client.query(
    `update home_addresses
        set bounced_at = case when bounced_at is null then now() end
      where email_key = $1`,
    [`ouder${index}@home.nl`],
  );

t.test("a change that is committed late is not missed, and later ones wait for it", async (t) => {
  const service = await startSchool(t, 2);
  const next = follow(service.homeLoginChanges, service.coordinator);
  await next(2);
  const late = await service.connect();
  const early = await service.connect();
  await late.query("begin");
  await change(late, 0);
  await change(early, 1);
  t.strictSame(await next(0), [], "the reader stops before the transaction that still runs");
  await late.query("commit");
  const keys = (await next(2)).map(({ externalId }) => externalId);
  t.strictSame(keys, ["0", "1"]);
});

t.test("readers at two replicas get each change once, whatever commits late", async (t) => {
  const writers = 6;
  const pupils = 12;
  const service = await startSchool(t, pupils);
  const replicas = [service.homeLoginChanges, replicaOf(t, service.url)];
  const owner = await service.connect();
  const idle = await Promise.all(Array.from({ length: writers }, service.connect));
  const open: { client: pg.Client; index: number }[] = [];
  let isWriting = true;

  /** Opens and ends transactions in random order; each writes one or two changes. */
  async function write(): Promise<void> {
    const free = Array.from({ length: pupils }, (_, index) => index);
    const pick = <Item>(items: Item[]) =>
      items.splice(Math.floor(systemRandom.fraction() * items.length), 1)[0];
    for (let step = 0; step < 600; step += 1) {
      const client = systemRandom.fraction() < 0.5 ? idle.pop() : undefined;
      if (client) {
        const index = pick(free) ?? 0;
        await client.query("begin");
        await change(client, index);
        open.push({ client, index });
      } else {
        const ended = pick(open);
        if (!ended) continue;
        if (systemRandom.fraction() < 0.3) await change(ended.client, ended.index);
        await ended.client.query(systemRandom.fraction() < 0.9 ? "commit" : "rollback");
        idle.push(ended.client);
        free.push(ended.index);
      }
    }
    for (const { client } of open) await client.query("commit");
    isWriting = false;
  }

  /** Reads in small pages, at one replica and the other, until all changes are there. */
  async function read(principal: SchoolPrincipal, limit: number): Promise<string[]> {
    const counter = await service.connect();
    const ids: string[] = [];
    let cursor: string | undefined;
    let page = 0;
    await until("all changes", async () => {
      const { rows } = await counter.query("select count(*)::int as count from home_login_changes");
      const wasWriting = isWriting;
      await untilIdle(async () => {
        const replica = replicas[page % replicas.length] ?? service.homeLoginChanges;
        page += 1;
        const start = cursor === undefined ? "oldest" : { cursor };
        const { items, next } = await replica.list(principal, start, limit);
        cursor = next;
        ids.push(...items.map(({ id }) => id));
        return items.length === limit;
      });
      return !wasWriting && ids.length >= rows[0].count ? true : undefined;
    });
    return ids;
  }

  const [, ...readings] = await Promise.all([
    write(),
    ...[1, 3, 50].map((limit) => read(service.coordinator, limit)),
  ]);
  const { rows } = await owner.query(
    "select id from home_login_changes order by transaction_id, number",
  );
  const all = rows.map(({ id }) => id);
  t.ok(all.length > 200, `${all.length} changes`);
  for (const reading of readings) t.strictSame(reading, all);
});

t.test("a bulk of 5,000 writes its changes with its own statements", async (t) => {
  const count = 5_000;
  const service = await startSchool(t, count);
  const owner = await service.connect();
  const ask = async (text: string) => (await owner.query(text)).rows[0].count;
  t.equal(await ask("select count(*)::int from home_login_changes"), count);
  t.equal(
    await ask("select count(distinct transaction_id)::int as count from home_login_changes"),
    5,
    "as many transactions as the bulk has",
  );
  // A withdrawal or decline, in columns of their own, is no part of a bulk.
  const rowLevel = await ask(
    `select count(*)::int from pg_trigger
      where tgrelid = 'home_addresses'::regclass and not tgisinternal and (tgtype::int & 1) = 1
        and (tgattr = '' or tgqual is null)`,
  );
  t.equal(rowLevel, 0, "a trigger runs once for a statement");

  await t.test("a poll that finds nothing reads no change", async (t) => {
    await follow(service.homeLoginChanges, service.coordinator)(count); // all have ended
    await owner.query("analyze home_login_changes");
    await service.db.asService(async (tx) => {
      const { rows: schools } = await tx.$client.query("select id from schools");
      const state = await execute(tx, getFeedState());
      const read = async () =>
        Number(
          (
            await tx.$client.query(
              `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as count
                 from pg_stat_xact_user_tables where relname = 'home_login_changes'`,
            )
          ).rows[0].count,
        );
      const before = await read();
      const position = { transaction: state.oldestRunning, number: 0n };
      const ids = schools.map(({ id }) => id);
      const found = await execute(tx, listHomeLoginChanges(ids, position, state.oldestRunning, 50));
      t.strictSame(found, []);
      t.equal(await read(), before);
      const first = { transaction: 0n, number: 0n };
      await execute(tx, listHomeLoginChanges(ids, first, state.oldestRunning, 50));
      t.ok((await read()) - before <= 50, "and a page no more than it returns");
    });
  });
});
