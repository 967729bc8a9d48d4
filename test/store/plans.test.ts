// How many rows a statement reads.
import { sql } from "drizzle-orm";
import pg from "pg";
import t from "tap";
import { execute, type Transaction } from "../../src/store/database.ts";
import {
  claimMails,
  listMailSubjects,
  settleSentMails,
} from "../../src/store/mail/mail-deliveries.ts";
import { removeSettledMails } from "../../src/store/operator/retention.ts";
import { writeMails } from "../support/bulk.ts";
import { startDatabase } from "../support/database.ts";

const now = new Date("2026-09-01T08:30:00Z");
const later = new Date("2026-09-01T09:30:00Z");
const pupilCount = 2_000;

t.test("a statement about one pupil reads few rows, even right after a bulk load", async (t) => {
  const { db } = await startDatabase(t);
  await writeMails(db, { name: "one", count: pupilCount, firstRank: 1 }, now);
  await db.asService(async (tx) => {
    const [mail] = await execute(tx, claimMails(now, [later], 1));
    const before = await rowsRead(tx);
    const subjects = await execute(tx, listMailSubjects([mail?.id ?? ""], now));
    t.equal(subjects.length, 1);
    t.ok((await rowsRead(tx)) - before < 50);
  });
});

t.test("settling a mail reads no pending mails, with any statistics", async (t) => {
  const { db, url } = await startDatabase(t);
  await writeMails(db, { name: "first", count: pupilCount, firstRank: 1 }, now);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query("update mails set attempts = 1, settled_at = now(), outcome = 'sent'");
  await owner.query("vacuum analyze mails");
  await owner.end();

  await writeMails(db, { name: "second", count: pupilCount, firstRank: 1 }, now);
  await db.asService(async (tx) => {
    const claimed = await execute(tx, claimMails(now, [later], 5));
    const before = await rowsRead(tx);
    await execute(
      tx,
      settleSentMails(
        claimed.map((mail) => ({ mail, answer: "250 2.0.0 Taken" })),
        now,
      ),
    );
    t.ok((await rowsRead(tx)) - before < 50);
  });
});

t.test("old mails are read in batches, whether they are deleted or kept", async (t) => {
  const { db, url } = await startDatabase(t);
  await writeMails(db, { name: "one", count: pupilCount, firstRank: 1 }, now);
  await asOwner(url, "vacuum analyze");
  const lookedAt = 20;
  await db.asService(async (tx) => {
    const before = await rowsRead(tx);
    const place = await removeSettledMails(tx, later, lookedAt, []);
    const next = await removeSettledMails(tx, later, lookedAt, place ?? []);
    t.not(next?.[0], place?.[0]);
    t.ok((await rowsRead(tx)) - before < 20 * lookedAt);
  });
});

async function asOwner(url: string, ...statements: readonly string[]): Promise<void> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  for (const statement of statements) await owner.query(statement);
  await owner.end();
}

/** Rows that this transaction has read from tables so far, also rows that a filter discarded. */
async function rowsRead(tx: Transaction): Promise<number> {
  const { rows } = await tx.execute<{ count: string }>(
    sql`select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as count
          from pg_stat_xact_user_tables`,
  );
  return Number(rows[0]?.count);
}
