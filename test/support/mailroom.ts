// Pending mails in a separate database, for tests of the outbox and the dispatcher.
import type { Test } from "tap";
import { execute } from "../../src/store/database.ts";
import { listRows } from "../../src/store/statement.ts";
import { writeMails } from "./bulk.ts";
import { startDatabase } from "./database.ts";

export const start = new Date("2026-09-01T08:30:00Z");
export const secondsLater = (seconds: number) => new Date(start.getTime() + seconds * 1000);

export interface StoredMail {
  readonly id: string;
  readonly email: string;
  readonly attempts: number;
  readonly available: Date;
  readonly settled: Date | null;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly rank: number;
}

/** Ids of one written mail and its rows. */
interface Written {
  readonly mailId: string;
  readonly schoolId: string;
  readonly pupilId: string;
  readonly homeAddressId: string;
  readonly linkId: string;
  readonly emailKey: string;
}

export async function startMailroom(t: Test) {
  const { db } = await startDatabase(t);

  async function ask<Row extends Record<string, unknown>>(text: string, ...values: unknown[]) {
    return await db.asService((tx) => execute(tx, listRows<Row>({ name: "", text }, values)));
  }

  return {
    db,
    ask,
    /** Replaces all mails by invitations to `<name>1@home.nl` and on, one pupil each. */
    async write(name: string, count = 1, firstRank = 0): Promise<Written[]> {
      await ask("delete from mails");
      await writeMails(db, { name, count, firstRank }, start);
      return await ask<Written & Record<string, unknown>>(
        `select m.id as "mailId", a.school_id as "schoolId", a.pupil_id as "pupilId",
                a.id as "homeAddressId", i.link_id as "linkId", m.email_key as "emailKey"
           from mails m join mail_items i on i.mail_id = m.id
           join home_addresses a on a.school_id = i.school_id and a.id = i.home_address_id
          order by m.rank`,
      );
    },
    async mails(): Promise<StoredMail[]> {
      return await ask<StoredMail & Record<string, unknown>>(
        `select id, email_key as email, attempts, available_at as available, settled_at as settled,
                outcome, reason, rank from mails order by email_key, created_at, kind`,
      );
    },
    attempts: () =>
      ask(
        `select attempt, attempted_at as at, outcome, code, status, answer from mail_attempts
          order by attempt`,
      ),
  };
}

export type Mailroom = Awaited<ReturnType<typeof startMailroom>>;
