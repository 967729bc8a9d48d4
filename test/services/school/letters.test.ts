import pg from "pg";
import t from "tap";
import type { SchoolPrincipal } from "../../../src/domain/principal.ts";
import { lettersMax } from "../../../src/domain/school/letters.ts";
import { execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { untilIdle } from "../../integration/until.ts";
import { pupil, rosterOf } from "../../support/families/roster-pupil.ts";
import { doneOrWaiting } from "../../support/locks.ts";
import { startServices } from "../../support/services.ts";

const day = 24 * 60 * 60;
const service = await startServices(t);
const { db, rosters, groups, letters, schoolSettings, advance } = service;
const coordinator = await service.addSchool("01AA");
const stranger = await service.addSchool("02BB");
const teacherOf = (subject: string): SchoolPrincipal => ({
  ...coordinator,
  role: "teacher",
  subject,
});
const teachers = ["4A", "5A", "Plus"].map((name) => ({
  externalId: `LK${name}`,
  firstName: "Lia",
  infix: null,
  lastName: "Berk",
  roles: [],
  groups: [name],
}));
const roster = {
  groups: ["5A", "4A", "Plus"].map((name) => ({ externalId: name, name, yearGroup: null })),
  teachers,
  pupils: [
    pupil("1", { firstName: "Noor", infix: "van der", lastName: "Aa", groups: ["Plus"] }),
    pupil("2", { firstName: null, lastName: "Bos" }),
    pupil("3", { firstName: "Zus", lastName: "Aalders", group: "5A" }),
  ],
};
await rosters.put(coordinator, roster);
await rosters.put(stranger, rosterOf(pupil("1", { firstName: "Vreemd" })));
const idsOf = async (principal: SchoolPrincipal) => {
  const ids = new Map<string, string>();
  for (const group of (await groups.list(principal, { limit: 9, afterKey: undefined })).items) {
    ids.set(group.name, group.id);
    const { pupils } = await groups.get(principal, group.id);
    for (const { firstName, lastName, id } of pupils) ids.set(firstName ?? lastName ?? "", id);
  }
  return (name: string) => ids.get(name) ?? "";
};
const idOf = await idsOf(coordinator);
const foreignIdOf = await idsOf(stranger);
const ask = (text: string, ...values: unknown[]) =>
  db.asService((tx) => execute(tx, listRows<Record<string, unknown>>({ name: "", text }, values)));
const storedOf = async (name: string) =>
  (await ask("select * from letters where pupil_id = $1", idOf(name)))[0];

t.test("each pupil of a group gets a letter with its names and a code of its own", async (t) => {
  const batch = await letters.create(coordinator, { groupId: idOf("4A") });
  const { letters: made, school, expiresAt } = batch;
  const names = made.map(({ code: _code, ...pupil }) => pupil);
  t.strictSame(names, [
    { firstName: "Noor", infix: "van der", lastName: "Aa", groupName: "4A" },
    { firstName: null, infix: null, lastName: "Bos", groupName: "4A" },
  ]);
  for (const { code } of made) t.match(code, /^[0-9A-HJKMNP-TV-Z]{12}$/);
  t.equal(new Set(made.map(({ code }) => code)).size, 2);
  t.strictSame(school, { name: "School 01AA", locale: "nl", contact: null, letters: "ask" });
  t.strictSame(expiresAt, new Date("2026-11-30T08:30:00Z"), "after ninety days");
});

t.test("a letter of a combined group names the main group", async (t) => {
  const batch = await letters.create(coordinator, { groupId: idOf("Plus") });
  t.match(batch.letters, [{ firstName: "Noor", groupName: "4A" }]);
});

t.test("pupils that are given by id are sorted by group and name", async (t) => {
  const pupilIds = ["Zus", "Bos", "Noor"].map(idOf);
  const batch = await letters.create(coordinator, { pupilIds });
  t.strictSame(
    batch.letters.map(({ lastName, groupName }) => `${groupName} ${lastName}`),
    ["4A Aa", "4A Bos", "5A Aalders"],
  );
});

t.test("the database has an HMAC of the code, and no code", async (t) => {
  const { letters: made } = await letters.create(coordinator, { pupilIds: [idOf("Noor")] });
  const code = `${made[0]?.code}`;
  const stored = await storedOf("Noor");
  t.match(stored, { code_hash: { length: 32 } });
  const client = new pg.Client({ connectionString: service.url });
  await client.connect();
  t.teardown(() => client.end());
  const { rows: tables } = await client.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  t.ok(tables.length > 20);
  for (const { name } of tables) {
    const { rows } = await client.query(
      `select from "${name}" r where r::text ilike '%' || $1 || '%'`,
      [code],
    );
    t.equal(rows.length, 0, name);
  }
});

t.test("a newer letter replaces the older one of the same pupil only", async (t) => {
  await letters.create(coordinator, { pupilIds: [idOf("Noor"), idOf("Zus")] });
  const [noor, zus] = [await storedOf("Noor"), await storedOf("Zus")];
  await letters.create(coordinator, { pupilIds: [idOf("Noor")] });
  const newer = await storedOf("Noor");
  t.notSame(newer?.["code_hash"], noor?.["code_hash"]);
  t.not(newer?.["id"], noor?.["id"]);
  t.strictSame(await storedOf("Zus"), zus);
  t.strictSame(await ask("select count(*)::int from letters where pupil_id = $1", idOf("Noor")), [
    { count: 1 },
  ]);
});

t.test("each letter has one audit event, without the code", async (t) => {
  const before = await ask("select id from audit_events where action = 'letter-made'");
  const known = before.map(({ id }) => id);
  await letters.create(coordinator, { groupId: idOf("4A") });
  const events = await ask(
    `select pupil_id, details, actor_kind from audit_events
      where action = 'letter-made' and id <> all($1)`,
    known,
  );
  t.strictSame(new Set(events.map(({ pupil_id }) => pupil_id)), new Set(["Noor", "Bos"].map(idOf)));
  for (const { details, actor_kind } of events) {
    t.strictSame([details, actor_kind], [{}, "client"]);
  }
});

t.test("a foreign or unknown pupil or group is not found, and no letter is made", async (t) => {
  const before = await ask("select * from letters order by pupil_id");
  const unknown = "01990000-0000-7000-8000-00000000000f";
  for (const id of [foreignIdOf("Vreemd"), unknown]) {
    const pupilIds = [idOf("Noor"), id];
    await t.rejects(letters.create(coordinator, { pupilIds }), { code: "not-found" });
    await t.rejects(letters.create(teacherOf("LK4A"), { pupilIds }), { code: "not-found" });
  }
  for (const groupId of [foreignIdOf("4A"), unknown]) {
    await t.rejects(letters.create(coordinator, { groupId }), { code: "not-found" });
  }
  t.strictSame(await ask("select * from letters order by pupil_id"), before);
});

t.test(
  "a teacher makes letters for its own groups, combined ones too, and no others",
  async (t) => {
    const { create } = letters;
    t.equal((await create(teacherOf("LK4A"), { groupId: idOf("4A") })).letters.length, 2);
    t.equal((await create(teacherOf("LKPlus"), { pupilIds: [idOf("Noor")] })).letters.length, 1);
    const mixed = { pupilIds: [idOf("Noor"), idOf("Zus")] };
    await t.rejects(create(teacherOf("LK4A"), mixed), { code: "forbidden" });
    await t.rejects(create(teacherOf("LK4A"), { groupId: idOf("5A") }), { code: "forbidden" });
    await t.rejects(create(teacherOf("unknown"), { pupilIds: [idOf("Noor")] }), {
      code: "forbidden",
    });
    const portal = { ...coordinator, role: "portal" } as const;
    await t.rejects(create(portal, { groupId: idOf("4A") }), { code: "forbidden" });
  },
);

t.test("a school without letters, or with a network environment, makes none", async (t) => {
  const selection = { groupId: idOf("4A") };
  await schoolSettings.update(coordinator, { letters: "off" });
  await t.rejects(letters.create(coordinator, selection), { code: "letters-off" });
  await schoolSettings.update(coordinator, { letters: "ask", networkEnvironment: "MOO" });
  await t.rejects(letters.create(coordinator, selection), { code: "network-environment" });
  await schoolSettings.update(coordinator, { homeLoginBesideNetworkEnvironment: true });
  t.equal((await letters.create(coordinator, selection)).letters.length, 2);
  await schoolSettings.update(coordinator, { networkEnvironment: null });
});

t.test("concurrent requests for the same pupils both succeed, and one letter stays", async (t) => {
  const pupilIds = ["Noor", "Bos", "Zus"].map(idOf);
  const batches = await Promise.all(
    [pupilIds, pupilIds.toReversed(), pupilIds].map((ids) =>
      letters.create(coordinator, { pupilIds: ids }),
    ),
  );
  t.strictSame(
    batches.map((batch) => batch.letters.length),
    [3, 3, 3],
  );
  t.equal((await ask("select from letters where pupil_id = any($1)", pupilIds)).length, 3);
});

t.test("a pupil that leaves while its letter is made gets none", async (t) => {
  const pupilIds = ["Noor", "Bos"].map(idOf);
  let making: ReturnType<typeof letters.create> | undefined;
  await db.asService(async (tx) => {
    await tx.$client.query("update pupils set left_at = now() where id = $1", [idOf("Bos")]);
    making = letters.create(coordinator, { pupilIds });
    await doneOrWaiting(making, (text) => ask(text));
  });
  t.match((await making)?.letters, [{ firstName: "Noor" }]);
  await ask("update pupils set left_at = null returning id");
});

t.test("letters of a large school are made by a handful of statements", async (t) => {
  const large = await service.addSchool("03CC");
  const count = 1_000;
  const pupils = Array.from({ length: count }, (_, index) => pupil(`${index}`));
  await rosters.put(large, rosterOf(...pupils));
  const [group] = (await groups.list(large, { limit: 1, afterKey: undefined })).items;
  const ids = (await groups.get(large, `${group?.id}`)).pupils.map(({ id }) => id);
  let statements = 0;
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    statements += 1;
    return Reflect.apply(query, this, args);
  } as typeof query;
  const batch = await letters.create(large, { pupilIds: ids }).finally(() => {
    pg.Client.prototype.query = query;
  });
  t.equal(batch.letters.length, count);
  t.equal(new Set(batch.letters.map(({ code }) => code)).size, count);
  t.ok(statements > 0 && statements < 20, `${statements} statements`);
});

t.test("a group with more pupils than a request may have is rejected", async (t) => {
  const huge = await service.addSchool("04DD");
  const pupils = Array.from({ length: lettersMax + 1 }, (_, index) => pupil(`${index}`));
  await rosters.put(huge, rosterOf(...pupils));
  const [group] = (await groups.list(huge, { limit: 1, afterKey: undefined })).items;
  await t.rejects(letters.create(huge, { groupId: `${group?.id}` }), {
    code: "invalid-request",
    validationErrors: [{ pointer: "/groupId" }],
  });
});

t.test("an expired letter is deleted, and one that is valid stays", async (t) => {
  await letters.create(coordinator, { pupilIds: [idOf("Noor")] });
  advance(89 * day);
  await letters.create(coordinator, { pupilIds: [idOf("Zus")] });
  advance(day);
  const retention = service.createRetention();
  await untilIdle(async () => (await retention.step()) === "unfinished");
  t.strictSame(
    await ask("select pupil_id from letters where pupil_id = any($1)", ["Noor", "Zus"].map(idOf)),
    [{ pupil_id: idOf("Zus") }],
  );
});

t.test("the letter of a pupil ends on the day that the pupil leaves", async (t) => {
  await letters.create(coordinator, { pupilIds: [idOf("Noor"), idOf("Zus")] });
  const pupils = roster.pupils.filter(({ firstName }) => firstName !== "Noor");
  await rosters.put(coordinator, { ...roster, pupils });
  t.equal(await storedOf("Noor"), undefined);
  t.ok(await storedOf("Zus"));
  await t.rejects(letters.create(coordinator, { pupilIds: [idOf("Noor")] }), {
    code: "not-found",
  });
});
