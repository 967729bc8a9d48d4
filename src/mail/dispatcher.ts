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
  settleSentMails,
} from "../store/mail-deliveries.ts";
import { listRemovalSubjects, removeRemovalNotices } from "../store/removal-notices.ts";
import { inBatches } from "./batches.ts";
import type { Pace } from "./pace.ts";
import { type MailChild, type MailContent, type NamedChild, renderMail } from "./render.ts";
import { type DeliveryOutcome, deliveryTimeMaxMs, type MailTransport } from "./transport.ts";

export interface Dispatcher {
  /**
   * One pass: takes the one mail that is due first, sends it and writes down what became of it. Returns
   * whether there was one, and room for it. May run many times side by side, and a delivery that hangs
   * holds up no other: those that run at the same moment share their transactions, and each mail goes its
   * own way.
   */
  dispatch(): Promise<boolean>;
}

type Sent = Parameters<typeof settleSentMails>[1][number];
type Refused = Exclude<DeliveryOutcome, { kind: "sent" }>;
type Settlement =
  Parameters<typeof settleMail> extends [unknown, unknown, ...infer How] ? How : never;

/** Nobody else may take a mail while it can still be on its way, and somebody writes that down. */
const leaseSeconds = (2 * deliveryTimeMaxMs) / 1000;
/** Less than a mail takes, and enough for others to come along. */
const gatherMs = 2;
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
  readonly pace: Pace;
  readonly metrics: Pick<Metrics, "countMail">;
  readonly from: string;
  /** Marks what a mail was about as bounced, in the transaction that settles it. */
  readonly recordBounce: (tx: Transaction, mailId: string, reason: MailReason) => Promise<void>;
  /** Where families come in; no slash at the end. */
  readonly homeUrl: string;
}): Dispatcher {
  const { db, clock, random, keys, pace, homeUrl } = deps;
  const senderDomain = deps.from.slice(deps.from.lastIndexOf("@") + 1).replace(/>$/, "");

  const claim = inBatches(async (asked: readonly null[]) => {
    const limit = Math.min(asked.length, pace.room());
    if (limit === 0) return [];
    const now = clock.now();
    return await db.asService(async (tx) => {
      const mails = await claimMails(tx, now, after(now, leaseSeconds), limit);
      const subjectsOf = await listSubjects(tx, mails, now);
      return asked.map((_, index) => {
        const mail = mails[index];
        return mail && { mail, subjects: subjectsOf.get(mail.id) ?? [] };
      });
    });
  }, gatherMs);

  const settleSent = inBatches(async (sent: readonly Sent[]) => {
    const [notices] = split(sent.map(({ mail }) => mail));
    await db.asService(async (tx) => {
      await settleSentMails(tx, sent, clock.now());
      if (notices.length > 0) await removeRemovalNotices(tx, notices);
    });
    return [];
  }, gatherMs);

  async function dispatch(): Promise<boolean> {
    const taken = await claim(null);
    if (!taken) return false;
    await send(taken.mail, taken.subjects);
    return true;
  }

  async function send(mail: ClaimedMail, subjects: readonly MailSubject[]): Promise<void> {
    const [first] = subjects;
    if (!first) {
      // Its links were used, replaced or have expired while it waited: there is nothing to tell.
      await db.asService((tx) => finish(tx, mail, "dropped", clock.now(), null));
      deps.metrics.countMail("dropped");
      return;
    }
    const message = {
      messageId: messageIdOf(mail.id, senderDomain),
      date: mail.createdAt,
      from: deps.from,
      to: first.email,
      ...renderMail(contentOf(mail, subjects, first)),
    };
    await settle(mail, await pace.keep(() => deps.transport.deliver(message)));
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
        ...namedChild(first),
        loginUrl: `${homeUrl}/login`,
        forgotUrl: `${homeUrl}/forgot`,
        changedAt: mail.createdAt,
      };
    }
    if (kind === "address-removed") return { kind, locale, children: subjects.map(namedChild) };
    return { kind, locale, children: subjects.flatMap(childWithLink) };
  }

  function childWithLink(subject: MailSubject): MailChild[] {
    if (!subject.link) return [];
    const { schoolId, id, purpose, expiresAt } = subject.link;
    const token = mintRowToken(keys, "activation-link", { schoolId, id, generation: 0 });
    return [{ ...namedChild(subject), purpose, url: `${homeUrl}/activate#${token}`, expiresAt }];
  }

  async function settle(mail: ClaimedMail, outcome: DeliveryOutcome): Promise<void> {
    if (outcome.kind === "sent") {
      await settleSent({ mail, answer: outcome.answer });
      deps.metrics.countMail("sent");
      return;
    }
    const now = clock.now();
    const isGivenUp = now >= after(mail.createdAt, givenUpAfterSeconds);
    const final = finalOutcome(outcome, isGivenUp);
    const { kind, code = null, status = null, answer } = outcome;
    const reason = reasonOf(outcome);
    await db.asService(async (tx) => {
      await insertAttempt(tx, mail, { outcome: kind, code, status, answer }, now);
      if (final) {
        const isOurs = await finish(tx, mail, final, now, reason);
        if (isOurs) await deps.recordBounce(tx, mail.id, reason);
      } else {
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

function finalOutcome({ kind }: Refused, isGivenUp: boolean) {
  if (kind === "bounced") return kind;
  return isGivenUp ? "failed" : undefined;
}

function reasonOf({ kind, status, answer }: Refused): MailReason {
  const reason = mailReasonOf(status ?? answer) ?? "not-taken";
  // A refusal that is not for good may be about us; of the address it says only that it is full.
  return kind === "bounced" || reason === "mailbox-full" ? reason : "not-taken";
}

/** What each of the mails is about, by its id. */
async function listSubjects(tx: Transaction, mails: readonly ClaimedMail[], now: Date) {
  const [notices, others] = split(mails);
  return Map.groupBy(
    [
      ...(notices.length > 0 ? await listRemovalSubjects(tx, notices) : []),
      ...(others.length > 0 ? await listMailSubjects(tx, others, now) : []),
    ],
    ({ mailId }) => mailId,
  );
}

/** The ids of those that tell of a removed address, and of all others. */
function split(mails: readonly ClaimedMail[]): readonly [notices: string[], others: string[]] {
  const isNotice = ({ kind }: ClaimedMail) => kind === "address-removed";
  const idOf = ({ id }: ClaimedMail) => id;
  return [mails.filter(isNotice).map(idOf), mails.filter((mail) => !isNotice(mail)).map(idOf)];
}

/** Settles a mail, and with it goes what was kept for it alone. Returns whether it was ours to settle. */
async function finish(tx: Transaction, mail: ClaimedMail, ...how: Settlement): Promise<boolean> {
  const isOurs = await settleMail(tx, mail, ...how);
  if (isOurs && mail.kind === "address-removed") await removeRemovalNotices(tx, [mail.id]);
  return isOurs;
}

function namedChild({ firstName, lastName, schoolName }: MailSubject): NamedChild {
  return { firstName: firstName ?? lastName ?? "", schoolName };
}
