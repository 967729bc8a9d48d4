// How much of a school is read to answer for one of its pupils.
import { sql } from "drizzle-orm";
import t from "tap";
import type { Transaction } from "../../src/store/database.ts";
import { claimMails, listMailSubjects } from "../../src/store/outbox.ts";
import { writeMails } from "../support/bulk.ts";
import { startDatabase } from "../support/database.ts";

const now = new Date("2026-09-01T08:30:00Z");
const later = new Date("2026-09-01T09:30:00Z");
const pupilCount = 2_000;

t.test("of a school that was loaded a moment ago no more is read than is asked for", async (t) => {
  const { db } = await startDatabase(t);
  await writeMails(db, { name: "one", count: pupilCount, firstRank: 1 }, now);
  await db.asService(async (tx) => {
    const [mail] = await claimMails(tx, now, later, 1);
    const before = await rowsRead(tx);
    const subjects = await listMailSubjects(tx, [mail?.id ?? ""], now);
    t.equal(subjects.length, 1);
    t.ok((await rowsRead(tx)) - before < 50);
  });
});

/** Rows that this transaction has read from tables so far, whether they were of use or not. */
async function rowsRead(tx: Transaction): Promise<number> {
  const { rows } = await tx.execute<{ count: string }>(
    sql`select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as count
          from pg_stat_xact_user_tables`,
  );
  return Number(rows[0]?.count);
}
