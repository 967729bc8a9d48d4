import t from "tap";
import { ServiceError } from "../../src/domain/errors.ts";
import { newId, systemRandom } from "../../src/security/random.ts";
import type { DriverStatement } from "../../src/store/pipeline.ts";
import { insertSchool } from "../../src/store/school/schools.ts";
import { createSharedReads } from "../../src/store/shared-reads.ts";
import { arrayRows } from "../../src/store/statement.ts";
import { startDatabase } from "../support/database.ts";

const now = new Date("2026-09-01T08:30:00Z");
const brins = ["01AA", "02BB", "03CC", "04DD", "05EE", "06FF", "07GG", "08HH", "09JJ", "10KK"];

const read = arrayRows(
  {
    name: "read_in_transaction",
    text: "select (select string_agg(brin, ' ') from schools), pg_backend_pid() || ' ' || now()",
  },
  [],
  ([[visible = "", transaction = ""] = []]: readonly (readonly string[])[]) => {
    return { visible, transaction };
  },
);
const fail = arrayRows({ name: "fail", text: "select 1 / $1::int" }, [0], ([row]) => row);

t.test("reads that arrive together", async (t) => {
  const { db } = await startDatabase(t);
  const schools = brins.map((brin) => {
    return { id: newId(now, systemRandom), brin, name: `School ${brin}`, createdAt: now };
  });
  await db.asService(async (tx) => {
    for (const school of schools) await insertSchool(tx, school);
  });
  const readAll = () => Promise.all(schools.map(({ id }) => db.readInSchool(id, [read, read])));

  await t.test("see only the rows of their own school", async (t) => {
    for (const [index, results] of (await readAll()).entries()) {
      t.strictSame(
        results.map(({ visible }) => visible),
        [brins[index], brins[index]],
      );
    }
  });

  await t.test("share a transaction with at most seven others", async (t) => {
    const transactions = (await readAll()).map(([{ transaction }]) => transaction);
    t.equal(new Set(transactions).size, 2);
    t.equal(new Set(transactions.slice(0, 8)).size, 1);
  });

  await t.test("fail alone, and only the one that fails", async (t) => {
    const [first, second] = schools.map(({ id }) => id);
    if (!first || !second) throw new Error("There are no two schools.");
    const reads = await Promise.allSettled([
      db.readInSchool(first, [read]),
      db.readInSchool(first, [fail]),
      db.readInSchool(second, [read]),
    ]);
    const seen = reads.map((one) =>
      one.status === "fulfilled"
        ? (one.value as [{ visible: string }])[0].visible
        : one.reason.code,
    );
    t.strictSame(seen, ["01AA", "22012", "02BB"]);
  });

  await t.test("later ones start a new transaction", async (t) => {
    const id = schools[0]?.id ?? "";
    const [one] = await db.readInSchool(id, [read]);
    const [other] = await db.readInSchool(id, [read]);
    t.not(one.transaction, other.transaction);
  });
});

t.test("an unavailable database is asked once for all of them", async (t) => {
  const sent: (readonly DriverStatement[])[] = [];
  const send = createSharedReads(async (statements) => {
    sent.push(statements);
    throw new ServiceError("unavailable", "The database is down.");
  });
  const reads = [1, 2].map(() => send({ service: "on" }, [{ text: "select", values: [] }]));
  for (const { status } of await Promise.allSettled(reads)) t.equal(status, "rejected");
  t.strictSame(
    sent.map((statements) => statements.map(({ name, text }) => name ?? text)),
    [["enter_scope", "select", "change_scope", "select"]],
  );
});
