import type { Actor } from "../domain/audit-event.ts";
import { after, type Clock } from "../domain/clock.ts";
import { newId, type Random } from "../security/random.ts";
import { mintRowToken } from "../security/row-token.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import { insertAuditEvents } from "../store/audit-events.ts";
import type { Database, Transaction } from "../store/database.ts";
import { updateBounce } from "../store/home-addresses.ts";
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
  /** One pass: takes what is due, sends it and writes down what became of it. Returns how many it took. */
  dispatch(): Promise<number>;
}

const batchSize = 50;
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
  readonly connectionsMax: number;
  readonly from: string;
  /** Where families come in; no slash at the end. */
  readonly homeUrl: string;
}): Dispatcher {
  const { db, clock, random, keys, homeUrl } = deps;
  // Nobody else may take a mail while it can still be on its way: a batch is sent in so many turns.
  const turns = Math.ceil(batchSize / deps.connectionsMax);
  const leaseSeconds = ((turns + 1) * deliveryTimeMaxMs) / 1000;
  const senderDomain = deps.from.slice(deps.from.lastIndexOf("@") + 1).replace(/>$/, "");

  async function dispatch(): Promise<number> {
    const now = clock.now();
    const { claimed, subjects } = await db.asService(async (tx) => {
      const claimed = await claimMails(tx, now, after(now, leaseSeconds), batchSize);
      const ids = claimed.map(({ id }) => id);
      return { claimed, subjects: ids.length > 0 ? await listMailSubjects(tx, ids, now) : [] };
    });
    const byMail = Map.groupBy(subjects, ({ mailId }) => mailId);
    await Promise.all(claimed.map((mail) => send(mail, byMail.get(mail.id) ?? [])));
    return claimed.length;
  }

  async function send(mail: ClaimedMail, subjects: readonly MailSubject[]): Promise<void> {
    const [first] = subjects;
    if (!first) {
      // Its links were used, replaced or have expired while it waited: there is nothing to tell.
      await db.asService((tx) => settleMail(tx, mail, "dropped", clock.now(), null));
      return;
    }
    const outcome = await deps.transport.deliver({
      messageId: `<${mail.id}@${senderDomain}>`,
      date: mail.createdAt,
      from: deps.from,
      to: first.email,
      ...renderMail(contentOf(mail, subjects, first)),
    });
    await settle(mail, subjects, outcome);
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

  async function settle(
    mail: ClaimedMail,
    subjects: readonly MailSubject[],
    outcome: DeliveryOutcome,
  ): Promise<void> {
    const now = clock.now();
    await db.asService(async (tx) => {
      const { kind, answer } = outcome;
      const isSent = kind === "sent";
      const code = isSent ? null : (outcome.code ?? null);
      const status = isSent ? null : (outcome.status ?? null);
      const isGivenUp = kind === "deferred" && now >= after(mail.createdAt, givenUpAfterSeconds);
      if (kind === "bounced" || isGivenUp) {
        await bounce(tx, subjects, answer, now);
      }
      await insertAttempt(tx, mail, { outcome: kind, code, status, answer }, now);
      if (isSent) await settleMail(tx, mail, "sent", now, null);
      else if (kind === "bounced") await settleMail(tx, mail, "bounced", now, answer);
      else if (isGivenUp) await settleMail(tx, mail, "failed", now, answer);
      else await deferMail(tx, mail, after(now, delaySeconds(mail.attempt)), answer);
    });
  }

  /** Marks the addresses and writes that down, as services/audit.ts does for what somebody asks. */
  async function bounce(
    tx: Transaction,
    subjects: readonly MailSubject[],
    answer: string,
    now: Date,
  ): Promise<void> {
    const addresses = subjects.map(({ schoolId, homeAddressId: id }) => ({ schoolId, id }));
    const actor: Actor = { kind: "service", id: null, person: null };
    for (const { schoolId, id, pupilId } of await updateBounce(tx, addresses, now, answer)) {
      const what = { action: "address-bounced", pupilId, homeAddressIds: [id] } as const;
      const event = { ...what, id: newId(now, random), details: {} };
      await insertAuditEvents(tx, schoolId, { actor, origin: {} }, [event], now);
    }
  }

  /** Doubles with each attempt, and differs for each mail, so that they do not come back all at once. */
  function delaySeconds(attempt: number): number {
    const delay = Math.min(firstDelaySeconds * 2 ** (attempt - 1), delayMaxSeconds);
    return delay * (1 + delayJitter * (2 * random.fraction() - 1));
  }

  return { dispatch };
}

function nameOf({ firstName, lastName }: MailSubject): string {
  return firstName ?? lastName ?? "";
}
