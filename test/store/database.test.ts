import { eq } from "drizzle-orm";
import pg from "pg";
import t from "tap";
import { addSeconds } from "../../src/domain/clock.ts";
import { newId, systemRandom } from "../../src/security/random.ts";
import { loginByAddress } from "../../src/security/throttle-policies.ts";
import { createDatabase, execute, pipeline } from "../../src/store/database.ts";
import { countTries } from "../../src/store/family/throttle-counts.ts";
import { findBlock, removeThrottles } from "../../src/store/family/throttles.ts";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { schools } from "../../src/store/schema/schools.ts";
import { findSchool, insertSchool, listSchools } from "../../src/store/school/schools.ts";
import { arrayRows, listRows } from "../../src/store/statement.ts";
import { startTcpProxy } from "../faults/tcp-proxy.ts";
import { startDatabase } from "../support/database.ts";
import { rememberSecrets, requireNoSecrets } from "../support/secrets.ts";

const now = new Date("2026-09-01T08:30:00Z");
const school = (brin: string) => ({
  id: newId(now, systemRandom),
  brin,
  name: `School ${brin}`,
  createdAt: now,
});

t.test("a new database has no clients, keys, schools or sessions", async (t) => {
  const client = new pg.Client({ connectionString: (await startDatabase(t)).url });
  await client.connect();
  t.teardown(() => client.end());
  const ways = ["api_clients", "token_issuers", "home_addresses", "home_sessions", "devices"];
  const keys = ["signing_keys", "pairwise_keys", "schools"];
  for (const table of [...ways, ...keys]) {
    t.equal((await client.query(`select from ${table}`)).rowCount, 0, table);
  }
});

t.test("the database", async (t) => {
  const { db, url } = await startDatabase(t);
  const here = school("01AA");
  const elsewhere = school("02BB");
  await db.asService(async (tx) => {
    await insertSchool(tx, here);
    await insertSchool(tx, elsewhere);
  });

  await t.test("a school sees its own rows and no others", async (t) => {
    const seen = await db.inSchool(here.id, (tx) => listSchools(tx));
    t.strictSame(
      seen.map(({ brin }) => brin),
      ["01AA"],
    );
    t.equal(await db.inSchool(here.id, (tx) => findSchool(tx, elsewhere.id)), undefined);
  });

  await t.test("only a count of attempts commits before it is on disk", async (t) => {
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    // The server of the tests itself waits for no disk.
    await owner.query(
      `alter database "${new URL(url).pathname.slice(1)}" set synchronous_commit = on`,
    );
    await owner.end();
    await using opened = new AsyncDisposableStack();
    const db = createDatabase({ url, connectionsMax: 1, onIdleError: () => {} });
    opened.defer(() => db.close());
    const asked = arrayRows(
      { name: "asked", text: "select current_setting('synchronous_commit')" },
      [],
      ([row]: readonly (readonly [string])[]) => row?.[0],
    );
    t.strictSame(await db.pipelineAtHome("gezin@example.nl", [asked]), ["on"]);
    t.strictSame(await db.pipelineInSchool(here.id, [asked]), ["on"]);
    t.strictSame(await db.pipelineAsService([asked]), ["on"]);
    const step = { owner: { schoolId: here.id }, statement: asked };
    t.strictSame(await db.pipelineInScopes([step, step], { isFlushed: false }), ["off", "off"]);
    t.strictSame(await db.pipelineInScopes([step, step]), ["on", "on"]);
    for (const setting of [
      await db.atHome("gezin@example.nl", (tx) => execute(tx, asked)),
      await db.inSchool(here.id, (tx) => execute(tx, asked)),
      await db.asService((tx) => execute(tx, asked)),
    ]) {
      t.equal(setting, "on");
    }
  });

  await t.test(
    "statements of an address are planned once and by index, others for each use",
    async (t) => {
      const asked = arrayRows(
        {
          name: "asked_plans",
          text: "select current_setting('enable_seqscan'), current_setting('plan_cache_mode')",
        },
        [],
        ([row]: readonly (readonly string[])[]) => row?.join(),
      );
      const byKey = "off,force_generic_plan";
      t.strictSame(await db.pipelineAtHome("gezin@example.nl", [asked]), [byKey]);
      t.strictSame(await db.pipelineAsService([asked]), [byKey]);
      t.equal(await db.atHome("gezin@example.nl", (tx) => execute(tx, asked)), byKey);
      t.strictSame(await db.pipelineInSchool(here.id, [asked]), ["on,auto"]);
      t.equal(await db.inSchool(here.id, (tx) => execute(tx, asked)), "on,auto");
      t.equal(await db.asService((tx) => execute(tx, asked)), "on,auto");
    },
  );

  await t.test("pipelined statements see only the rows of their school", async (t) => {
    const brins = arrayRows(
      { name: "brins", text: "select brin from schools order by brin" },
      [],
      (rows: readonly (readonly [string])[]) => rows.map(([brin]) => brin),
    );
    t.strictSame(await db.pipelineInSchool(here.id, [brins, brins]), [["01AA"], ["01AA"]]);
    t.strictSame(await db.inSchool(elsewhere.id, (tx) => execute(tx, brins)), ["02BB"]);
  });

  await t.test("statements of several owners see only the rows of theirs", async (t) => {
    const seen = arrayRows(
      {
        name: "seen",
        text: "select (select string_agg(brin, ' ' order by brin) from schools), now()::text",
      },
      [],
      ([row]: readonly (readonly [string | null, string])[]) => row,
    );
    const unneeded = { ...seen, isNeeded: false };
    const [everywhere, nothing, first, atHome, second] = await db.pipelineInScopes([
      { owner: { service: "on" }, statement: seen },
      { owner: { service: "on" }, statement: unneeded },
      { owner: { schoolId: here.id }, statement: seen },
      { owner: { emailKey: "gezin@example.nl" }, statement: seen },
      { owner: { schoolId: elsewhere.id }, statement: seen },
    ]);
    t.equal(nothing, undefined);
    const all = [everywhere, first, atHome, second];
    t.strictSame(
      all.map((row) => row?.[0]),
      ["01AA 02BB", "01AA", null, "02BB"],
    );
    t.equal(new Set(all.map((row) => row?.[1])).size, 1, "one transaction");
  });

  await t.test("a failed statement fails its pipeline, and the next pipeline works", async (t) => {
    const fail = arrayRows({ name: "fail", text: "select 1 / $1::int" }, [0], ([row]) => row);
    const one = arrayRows({ name: "one", text: "select $1::int" }, [1], ([row]) => row);
    await t.rejects(db.pipelineInSchool(here.id, [one, fail, one]), { code: "22012" });
    t.strictSame(await db.pipelineInSchool(here.id, [one]), [[1]]);
  });

  await t.test("an empty pipeline and a single statement work", async (t) => {
    const one = arrayRows({ name: "one", text: "select $1::int" }, [1], ([row]) => row);
    t.strictSame(await db.pipelineAsService([]), []);
    t.strictSame(await db.inSchool(here.id, (tx) => pipeline(tx, [one])), [[1]]);
  });

  await t.test("a pipeline writes everything or nothing", async (t) => {
    const key = systemRandom.bytes(32);
    const count = countTries([{ key, policy: { ...loginByAddress, freeTries: 0 } }], now);
    const fail = arrayRows({ name: "fail", text: "select 1 / $1::int" }, [0], ([row]) => row);
    await t.rejects(db.pipelineAsService([count, fail]), { code: "22012" });
    const first = await db.pipelineAsService([count, findBlock(key, now)]);
    t.strictSame(first[0].refused, [], "a second attempt would be rejected");
  });

  await t.test("of concurrent statements the first failure is reported", async (t) => {
    const fail = arrayRows({ name: "fail", text: "select 1 / $1::int" }, [0], ([row]) => row);
    const one = arrayRows({ name: "one", text: "select $1::int" }, [1], ([row]) => row);
    const later = async (work: Promise<unknown>) => {
      // As through several functions: its rejection arrives after that of a direct call.
      for (let layer = 0; layer < 20; layer += 1) await Promise.allSettled([work]);
      await work;
    };
    const failing = db.asService((tx) =>
      Promise.all([later(pipeline(tx, [fail])), execute(tx, one)]),
    );
    await t.rejects(failing, { code: "22012" });
    t.strictSame(await db.asService((tx) => execute(tx, one)), [1], "and forgotten afterwards");
  });

  await t.test(
    "ordered statements run in order, and are rolled back with their transaction",
    async (t) => {
      const key = systemRandom.bytes(32);
      const count = countTries([{ key, policy: { ...loginByAddress, freeTries: 1 } }], now);
      const counts = await db.asService(async (tx) => {
        await pipeline(tx, []);
        const block = findBlock(key, now);
        const [, before, , afterwards] = await pipeline(tx, [count, block, count, block]);
        return [before, afterwards];
      });
      const delayed = addSeconds(now, loginByAddress.firstDelaySeconds);
      t.strictSame(counts, [undefined, delayed]);
      const undone = new Error("undone");
      const undo = db.asService(async (tx) => {
        await pipeline(tx, [removeThrottles([key])]);
        throw undone;
      });
      await t.rejects(undo, undone);
      t.strictSame(await db.pipelineAsService([findBlock(key, now)]), [delayed]);
    },
  );

  await t.test("a statement is prepared once a connection, or never behind a pooler", async (t) => {
    const prepared = arrayRows(
      { name: "prepared", text: "select name from pg_prepared_statements order by name" },
      [],
      (rows: readonly (readonly [string])[]) => rows.map(([name]) => name),
    );
    for (const preparesStatements of [true, false]) {
      const one = createDatabase({
        url,
        connectionsMax: 1,
        onIdleError: () => {},
        preparesStatements,
      });
      t.teardown(one.close);
      await one.asService((tx) => execute(tx, prepared));
      await one.pipelineAsService([prepared, prepared]);
      const names = await one.asService((tx) => execute(tx, prepared));
      t.strictSame(
        names,
        preparesStatements ? ["begin", "enter_scope", "enter_scope_by_key", "prepared"] : [],
      );
    }
  });

  await t.test("a school cannot write a row of another school", async (t) => {
    await t.rejects(
      db.inSchool(here.id, (tx) => insertSchool(tx, school("03CC"))),
      { code: "42501" },
    );
  });

  await t.test("a login that cannot set the service role executes nothing", async (t) => {
    const stranger = `stranger_${systemRandom.bytes(6).toString("hex")}`;
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query(`create role ${stranger} login password 'strange'`);
    await owner.query(`grant insert on throttles to ${stranger}`);
    await owner.query("create policy anybody on throttles with check (true)");
    t.teardown(async () => {
      await owner.query("drop policy anybody on throttles");
      await owner.query(`drop owned by ${stranger}`);
      await owner.query(`drop role ${stranger}`);
      await owner.end();
    });
    const theirs = new URL(url);
    theirs.username = stranger;
    theirs.password = "strange";
    const other = createDatabase({ url: theirs.href, connectionsMax: 1, onIdleError: () => {} });
    t.teardown(() => other.close());
    const key = systemRandom.bytes(32);
    const count = countTries([{ key, policy: loginByAddress }], now);
    await t.rejects(
      other.asService((tx) => execute(tx, count)),
      { message: /role/ },
    );
    await t.rejects(other.pipelineAsService([count]), { message: /role/ });
    const { rows } = await owner.query("select from throttles where key = $1", [key]);
    t.strictSame(rows, [], "the pipelined statement wrote nothing");
  });

  await t.test("a query without a school sees nothing, in any table", async (t) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    t.teardown(() => client.end());
    await client.query("set role thuisinlog_service");
    const tables = await client.query(
      "select tablename from pg_tables where schemaname = 'public'",
    );
    t.ok(tables.rows.length > 15);
    for (const { tablename } of tables.rows) {
      const { rows } = await client.query(`select count(*)::int as seen from ${tablename}`);
      t.equal(rows[0].seen, 0, tablename);
    }
  });

  await t.test("the service role owns no table and bypasses no policy", async (t) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    t.teardown(() => client.end());
    const role = await client.query(
      "select rolsuper, rolbypassrls from pg_roles where rolname = 'thuisinlog_service'",
    );
    t.strictSame(role.rows, [{ rolsuper: false, rolbypassrls: false }]);
    const tables = await client.query(
      `select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and relkind = 'r'
          and (not relrowsecurity or relowner = 'thuisinlog_service'::regrole)`,
    );
    t.strictSame(tables.rows, []);
  });

  await t.test("a password or a link in any table is found when a test ends", async (t) => {
    rememberSecrets({ password: "a password of a test" });
    for (const name of ["has a password of a test in it", "https://home/activate#x"]) {
      const one = { ...school("03CC"), name };
      await db.asService((tx) => insertSchool(tx, one));
      await t.rejects(requireNoSecrets(url), { message: /schools/ });
      await db.asService((tx) => tx.delete(schools).where(eq(schools.id, one.id)));
    }
    await t.resolves(requireNoSecrets(url));
  });

  await t.test("two processes can migrate concurrently and repeatedly", async (t) => {
    const [one, other] = await Promise.all([migrateDatabase(url), migrateDatabase(url)]);
    t.strictSame(one, other);
    t.match(one, { applied: 0 });
  });
});

t.test(
  "a database that does not respond is unavailable, and is used again afterwards",
  async (t) => {
    const { url: direct } = await startDatabase(t);
    const proxy = await startTcpProxy(t, Number(new URL(direct).port));
    const url = new URL(direct);
    url.port = String(proxy.port);
    const db = createDatabase({
      url: url.href,
      connectionsMax: 2,
      onIdleError: () => {},
      answerTimeoutMs: 1_000,
    });
    t.teardown(() => db.close());
    const ask = () =>
      db.asService((tx) => execute(tx, listRows({ name: "one", text: "select 1 as number" }, [])));
    t.strictSame(await ask(), [{ number: 1 }]);
    proxy.behave("stall");
    await t.rejects(ask(), { code: "unavailable" });
    proxy.behave("pass");
    t.strictSame(await ask(), [{ number: 1 }]);
  },
);

t.test(
  "a lock timeout, a statement timeout and a full disk are reported as unavailable",
  async (t) => {
    const { db } = await startDatabase(t);
    for (const code of ["55P03", "57014", "53100"]) {
      const raise = { name: `raise_${code}`, text: `do $$ begin raise sqlstate '${code}'; end $$` };
      await t.rejects(
        db.asService((tx) => execute(tx, listRows(raise, []))),
        { code: "unavailable", retryAfterSeconds: 5 },
        code,
      );
    }
  },
);
