import { after, type Clock } from "../domain/clock.ts";
import { messageIdOf } from "../domain/mail-event.ts";
import { type MailReason, mailReasonOf } from "../domain/mail-reason.ts";
import type { Metrics } from "../domain/metrics.ts";
import type { Random } from "../security/random.ts";
import { mintRowToken } from "../security/row-token.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import type { Database, Transaction } from "../store/database.ts";
import {
  type ClaimedMail,
  claimMails,
  deferMail,
  insertAttempt,
  listMailSubjects,
  type MailSubject,
  settleMail,
} from "../store/outbox.ts";
import { type MailContent, renderMail } from "./render.ts";
import { type DeliveryOutcome, deliveryTimeMaxMs, type MailTransport } from "./transport.ts";

export interface Dispatcher {
  /**
   * One pass: takes the one mail that is due first, sends it and writes down what became of it. Returns
   * whether there was one. May run many times side by side, and a delivery that hangs holds up no other.
   */
  dispatch(): Promise<boolean>;
}

/** Nobody else may take a mail while it can still be on its way, and somebody writes that down. */
const leaseSeconds = (2 * deliveryTimeMaxMs) / 1000;
const firstDelaySeconds = 60;
const delayMaxSeconds = 4 * 60 * 60;
const delayJitter = 0.2;
const givenUpAfterSeconds = 3 * 24 * 60 * 60;

export function createDispatcher(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  readonly transport: MailTransport;
  readonly metrics: Pick<Metrics, "countMail">;
  readonly from: string;
  /** Marks what a mail was about as bounced, in the transaction that settles it. */
  readonly recordBounce: (tx: Transaction, mailId: string, reason: MailReason) => Promise<void>;
  /** Where families come in; no slash at the end. */
  readonly homeUrl: string;
}): Dispatcher {
  const { db, clock, random, keys, homeUrl } = deps;
  const senderDomain = deps.from.slice(deps.from.lastIndexOf("@") + 1).replace(/>$/, "");

  async function dispatch(): Promise<boolean> {
    const now = clock.now();
    const taken = await db.asService(async (tx) => {
      const [mail] = await claimMails(tx, now, after(now, leaseSeconds), 1);
      return mail && { mail, subjects: await listMailSubjects(tx, [mail.id], now) };
    });
    if (!taken) return false;
    await send(taken.mail, taken.subjects);
    return true;
  }

  async function send(mail: ClaimedMail, subjects: readonly MailSubject[]): Promise<void> {
    const [first] = subjects;
    if (!first) {
      // Its links were used, replaced or have expired while it waited: there is nothing to tell.
      await db.asService((tx) => settleMail(tx, mail, "dropped", clock.now(), null));
      deps.metrics.countMail("dropped");
      return;
    }
    const outcome = await deps.transport.deliver({
      messageId: messageIdOf(mail.id, senderDomain),
      date: mail.createdAt,
      from: deps.from,
      to: first.email,
      ...renderMail(contentOf(mail, subjects, first)),
    });
    await settle(mail, outcome);
  }

  function contentOf(
    mail: ClaimedMail,
    subjects: readonly MailSubject[],
    first: MailSubject,
  ): MailContent {
    const { kind, locale } = mail;
    if (kind === "password-notice") {
      return {
        kind,
        locale,
        firstName: nameOf(first),
        schoolName: first.schoolName,
        loginUrl: `${homeUrl}/login`,
        forgotUrl: `${homeUrl}/forgot`,
        changedAt: mail.createdAt,
      };
    }
    const children = subjects.flatMap((subject) => {
      const { linkId, purpose, expiresAt, schoolId, schoolName } = subject;
      if (linkId === null || purpose === null || expiresAt === null) return [];
      const token = mintRowToken(keys, "activation-link", { schoolId, id: linkId, generation: 0 });
      const url = `${homeUrl}/activate#${token}`;
      return [{ firstName: nameOf(subject), schoolName, purpose, url, expiresAt }];
    });
    return { kind, locale, children };
  }

  async function settle(mail: ClaimedMail, outcome: DeliveryOutcome): Promise<void> {
    const now = clock.now();
    const final = finalOutcome(outcome, now >= after(mail.createdAt, givenUpAfterSeconds));
    const { kind, answer } = outcome;
    const isSent = kind === "sent";
    const code = isSent ? null : (outcome.code ?? null);
    const status = isSent ? null : (outcome.status ?? null);
    const reason = isSent ? null : reasonOf(outcome);
    await db.asService(async (tx) => {
      await insertAttempt(tx, mail, { outcome: kind, code, status, answer }, now);
      if (final) {
        const isOurs = await settleMail(tx, mail, final, now, reason);
        if (isOurs && reason) await deps.recordBounce(tx, mail.id, reason);
      } else if (reason) {
        await deferMail(tx, mail, after(now, delaySeconds(mail.attempt)), reason);
      }
    });
    deps.metrics.countMail(final ?? "deferred");
  }

  /** Doubles with each attempt, and differs for each mail, so that they do not come back all at once. */
  function delaySeconds(attempt: number): number {
    const delay = Math.min(firstDelaySeconds * 2 ** (attempt - 1), delayMaxSeconds);
    return delay * (1 + delayJitter * (2 * random.fraction() - 1));
  }

  return { dispatch };
}

function finalOutcome({ kind }: DeliveryOutcome, isGivenUp: boolean) {
  if (kind !== "deferred") return kind;
  return isGivenUp ? "failed" : undefined;
}

function reasonOf({
  kind,
  status,
  answer,
}: Exclude<DeliveryOutcome, { kind: "sent" }>): MailReason {
  const reason = mailReasonOf(status ?? answer) ?? "not-taken";
  // A refusal that is not for good may be about us; of the address it says only that it is full.
  return kind === "bounced" || reason === "mailbox-full" ? reason : "not-taken";
}

function nameOf({ firstName, lastName }: MailSubject): string {
  return firstName ?? lastName ?? "";
}
