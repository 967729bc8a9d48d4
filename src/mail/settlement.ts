// Records the outcomes of claimed mails in the database.
import { addSeconds, type Clock } from "../domain/clock.ts";
import { backOffSeconds } from "../domain/mail/back-off.ts";
import { type MailReason, mailReasonOf } from "../domain/mail/reason.ts";
import type { Metrics } from "../domain/metrics.ts";
import type { Random } from "../security/random.ts";
import { type Database, execute, type Transaction } from "../store/database.ts";
import {
  type ClaimedMail,
  deferMail,
  insertAttempt,
  releaseMails,
  settleMail,
  settleSentMails,
} from "../store/mail/mail-deliveries.ts";
import { removeRemovalNotices } from "../store/mail/removal-notices.ts";
import type { DeliveryOutcome } from "./delivery-outcome.ts";
import { inMicroBatches } from "./micro-batch.ts";

/** Each rejects when the database does not record it; it can be called again. */
export interface Settlement {
  sent(mail: ClaimedMail, answer: string): Promise<void>;
  refused(mail: ClaimedMail, outcome: RefusedOutcome): Promise<void>;
  /** The mail is obsolete: its links were used, replaced or have expired. */
  dropped(mail: ClaimedMail): Promise<void>;
  /** No outcome of its deliveries was recorded. */
  givenUp(mail: ClaimedMail): Promise<void>;
  /** Puts the mail back in its place in the queue. */
  released(mail: ClaimedMail): Promise<void>;
}

type RefusedOutcome = Extract<DeliveryOutcome, { kind: "bounced" | "deferred" }>;

/** Marks the addresses of a mail as bounced, in the transaction that settles it. */
export type RecordMailBounce = (
  tx: Transaction,
  mailId: string,
  reason: MailReason,
) => Promise<void>;

/** Shorter than a delivery, long enough for other mails to join the batch. */
const gatherMs = 2;
const givenUpAfterSeconds = 3 * 24 * 60 * 60;

export function createSettlement(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Pick<Metrics, "countMail">;
  readonly recordBounce: RecordMailBounce;
}): Settlement {
  const { db, clock, random, metrics, recordBounce } = deps;

  const settleSent = inMicroBatches(
    async (sent: readonly { readonly mail: ClaimedMail; readonly answer: string }[]) => {
      const notices = sent.map(({ mail }) => mail).filter(isNotice);
      await db.asService(async (tx) => {
        await execute(tx, settleSentMails(sent, clock.now()));
        if (notices.length > 0) {
          await removeRemovalNotices(
            tx,
            notices.map(({ id }) => id),
          );
        }
      });
      return [];
    },
    gatherMs,
  );

  const release = inMicroBatches(async (mails: readonly ClaimedMail[]) => {
    await db.asService((tx) => execute(tx, releaseMails(mails)));
    return [];
  }, gatherMs);

  /** Returns how the mail ended, or `undefined` when it is tried again. */
  async function recordRefusal(tx: Transaction, mail: ClaimedMail, outcome: RefusedOutcome) {
    const now = clock.now();
    const { kind, code = null, status = null, answer } = outcome;
    const reason = reasonOf(outcome);
    const answers = await insertAttempt(tx, mail, { outcome: kind, code, status, answer }, now);
    // Deleted during the delivery, with its last address.
    if (answers === 0) return kind === "bounced" ? kind : undefined;
    // A mail that could not be tried for three days still gets a second chance.
    const isGivenUp = answers > 1 && now >= addSeconds(mail.createdAt, givenUpAfterSeconds);
    if (kind === "deferred" && !isGivenUp) {
      await deferMail(
        tx,
        mail,
        addSeconds(now, backOffSeconds(answers, random.fraction())),
        reason,
      );
      return undefined;
    }
    const final = kind === "bounced" ? kind : "failed";
    const isOurs = await finish(tx, mail, final, now, reason);
    const isAboutAddress = kind === "bounced" || !outcome.isAboutUs;
    if (isOurs && isAboutAddress) await recordBounce(tx, mail.id, reason);
    return final;
  }

  return {
    sent: async (mail, answer) => {
      await settleSent({ mail, answer });
      metrics.countMail("sent");
    },
    refused: async (mail, outcome) => {
      const final = await db.asService((tx) => recordRefusal(tx, mail, outcome));
      metrics.countMail(final ?? "deferred");
    },
    dropped: async (mail) => {
      await db.asService((tx) => finish(tx, mail, "dropped", clock.now(), null));
      metrics.countMail("dropped");
    },
    givenUp: async (mail) => {
      await db.asService((tx) => finish(tx, mail, "failed", clock.now(), "other"));
      metrics.countMail("failed");
    },
    released: async (mail) => {
      await release(mail);
    },
  };
}

type Finish = Parameters<typeof settleMail> extends [unknown, unknown, ...infer How] ? How : never;

/** Settles a mail and deletes its delivery data. Returns whether this process held it. */
async function finish(tx: Transaction, mail: ClaimedMail, ...how: Finish): Promise<boolean> {
  const isOurs = await settleMail(tx, mail, ...how);
  if (isOurs && isNotice(mail)) await removeRemovalNotices(tx, [mail.id]);
  return isOurs;
}

export function isNotice({ kind }: Pick<ClaimedMail, "kind">): boolean {
  return kind === "address-removed";
}

function reasonOf(outcome: RefusedOutcome): MailReason {
  const { kind, status, answer } = outcome;
  if (kind === "bounced" && outcome.reason) return outcome.reason;
  const reason = mailReasonOf(status ?? answer) ?? "not-taken";
  // A temporary rejection may be about this service; the only certain statement about the address
  // is that it is full.
  return kind === "bounced" || reason === "mailbox-full" ? reason : "not-taken";
}
