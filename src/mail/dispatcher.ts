import { addSeconds, type Clock } from "../domain/clock.ts";
import { ServiceError } from "../domain/errors.ts";
import type { PageLanguage } from "../domain/language/page-language.ts";
import { messageIdOf } from "../domain/mail/event.ts";
import type { Metrics } from "../domain/metrics.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import { type Database, execute, type Transaction } from "../store/database.ts";
import {
  type ClaimedMail,
  claimMails,
  listMailSubjects,
  type MailSubject,
  renewLeases,
} from "../store/mail/mail-deliveries.ts";
import { listRemovalSubjects } from "../store/mail/removal-notices.ts";
import type { ConcurrencyLimit } from "./concurrency-limit.ts";
import { leaseEnd, leaseEnds, renewBeforeSeconds, unansweredClaimsMax } from "./lease.ts";
import { createContentOf } from "./mail-content.ts";
import type { Relay } from "./relay.ts";
import { renderMail } from "./render.ts";
import { nameWithSchools } from "./sender.ts";
import { isNotice, type Settlement } from "./settlement.ts";

export interface Dispatcher {
  /**
   * Runs one pass: claims the due mails for which there is room, delivers each separately and
   * records the outcome. Resolves to whether there were any. Passes may overlap. Rejects when the
   * database is unavailable or does not record an outcome; a later pass retries that.
   */
  dispatch(): Promise<boolean>;
  /** Claims mails and starts their deliveries, for a poller. */
  begin(): Promise<BegunPass>;
  /** Waits until there may be room again, at most `maxMs`. */
  untilRoom(maxMs: number): Promise<void>;
  /** Stops claiming, and ends `untilRoom`. Claimed mails that are not in delivery are released. */
  stop(): void;
}

export interface BegunPass {
  /** One for each claimed mail; rejects when its outcome could not be recorded yet. */
  readonly deliveries: readonly Promise<void>[];
  /** Whether the claim filled all the room. */
  readonly isFull: boolean;
}

interface HeldMail {
  /**
   * The newest claim: after an outage longer than the lease this process may claim a mail that it
   * holds.
   */
  mail: ClaimedMail;
  leaseEndsAt: Date;
  /** Set when recording failed. */
  record?: () => Promise<void>;
  retryAt: Date;
  failures: number;
}

/** Maximum number of mails in delivery or waiting to be recorded. */
const heldMax = 1_000;
const retryMaxSeconds = 60;

export function createDispatcher(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: SecretKeys;
  readonly relay: Relay;
  readonly concurrencyLimit: ConcurrencyLimit;
  readonly settlement: Settlement;
  readonly metrics: Pick<Metrics, "countMail">;
  readonly from: string;
  /** Origin of the family web pages, without a slash at the end. */
  readonly homeUrl: string;
  /** Languages of the web pages for families. */
  readonly languages: readonly PageLanguage[];
}): Dispatcher {
  const { db, clock, relay, concurrencyLimit, settlement } = deps;
  const senderDomain = deps.from.slice(deps.from.lastIndexOf("@") + 1).replace(/>$/, "");
  const contentOf = createContentOf(deps);
  const held = new Map<string, HeldMail>();
  let isStopped = false;
  let isRecovering = false;
  let turn: Promise<unknown> = Promise.resolve();
  let claiming: Promise<unknown> = Promise.resolve();
  let roomFreed = Promise.withResolvers<void>();

  function room(): number {
    if (isStopped) return 0;
    return Math.max(0, Math.min(concurrencyLimit.room(), relay.room(), heldMax - held.size));
  }

  /**
   * Records an outcome now, or keeps it for a later pass and rejects. Only the newest claim can
   * settle a mail, so when this process claimed it again meanwhile, the outcome is recorded again.
   */
  async function record(one: HeldMail, write: () => Promise<void>): Promise<void> {
    try {
      let recorded: ClaimedMail;
      do {
        recorded = one.mail;
        await write();
        await claiming;
      } while (one.mail !== recorded);
      held.delete(one.mail.id);
    } catch (error) {
      one.record = write;
      one.retryAt = addSeconds(clock.now(), Math.min(2 ** one.failures, retryMaxSeconds));
      one.failures += 1;
      throw error;
    }
  }

  /** Records the outcomes from before an outage of the database before any new claim. */
  async function recordAgain(isForced: boolean): Promise<void> {
    const now = clock.now();
    const errors: unknown[] = [];
    for (const one of held.values()) {
      const { record: write } = one;
      if (!write || (one.retryAt > now && !isForced)) continue;
      delete one.record;
      try {
        await record(one, write);
      } catch (error) {
        if (isUnavailable(error)) throw error;
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  async function renew(): Promise<void> {
    const now = clock.now();
    const isDue = addSeconds(now, renewBeforeSeconds);
    const due = [...held.values()].filter(({ leaseEndsAt }) => leaseEndsAt < isDue);
    if (due.length === 0) return;
    const renewed = due.map(({ mail }) => ({
      mail,
      leaseEndsAt: leaseEnd(now, mail.unansweredClaims),
    }));
    await db.asService((tx) => execute(tx, renewLeases(renewed)));
    for (const [index, one] of due.entries()) {
      one.leaseEndsAt = renewed[index]?.leaseEndsAt ?? one.leaseEndsAt;
    }
  }

  async function claim(limit: number) {
    const now = clock.now();
    return await db.asService(async (tx) => {
      const mails = await execute(tx, claimMails(now, leaseEnds(now), limit));
      const subjectsOf = await listSubjects(tx, mails, now);
      return mails.map((mail) => ({ mail, subjects: subjectsOf.get(mail.id) ?? [] }));
    });
  }

  async function claimAndSend(limit: number): Promise<Promise<void>[]> {
    const claimed = await claim(limit);
    if (claimed.length < limit) relay.idle();
    return claimed.map(({ mail, subjects }) => send(mail, subjects));
  }

  async function takeTurn(): Promise<BegunPass> {
    try {
      if (isRecovering) {
        // The database works again. First every replica records what it sent before the outage.
        await db.asService(async () => {});
        isRecovering = false;
        await recordAgain(true);
        return { deliveries: [], isFull: false };
      }
      await recordAgain(isStopped);
      await renew();
      const limit = room();
      if (limit === 0) return { deliveries: [], isFull: true };
      const claimed = claimAndSend(limit);
      claiming = claimed.catch(() => {});
      const deliveries = await claimed;
      return { deliveries, isFull: deliveries.length === limit };
    } catch (error) {
      isRecovering = isUnavailable(error);
      throw error;
    }
  }

  async function send(mail: ClaimedMail, subjects: readonly MailSubject[]): Promise<void> {
    const { leaseEndsAt } = mail;
    const known = held.get(mail.id);
    if (known) {
      Object.assign(known, { mail, leaseEndsAt });
      return;
    }
    const one: HeldMail = { mail, leaseEndsAt, retryAt: leaseEndsAt, failures: 0 };
    held.set(mail.id, one);
    const [first, ...others] = subjects;
    if (mail.unansweredClaims > unansweredClaimsMax) {
      return await record(one, () => settlement.givenUp(one.mail));
    }
    if (!first) return await record(one, () => settlement.dropped(one.mail));
    const rendered = renderMail(contentOf(mail, [first, ...others]), deps.languages);
    const message = {
      messageId: messageIdOf(mail.id, senderDomain),
      date: mail.createdAt,
      from: deps.from,
      to: first.email,
      ...rendered,
      senderName: nameWithSchools(deps.from, rendered.schools),
    };
    const outcome = await concurrencyLimit.track(() => relay.deliver(message));
    roomFreed.resolve();
    if (outcome.kind === "sent") {
      return await record(one, () => settlement.sent(one.mail, outcome.answer));
    }
    if (outcome.kind === "withheld") deps.metrics.countMail("deferred");
    if (outcome.kind === "withheld" || outcome.kind === "not-tried") {
      return await record(one, () => settlement.released(one.mail));
    }
    await record(one, () => settlement.refused(one.mail, outcome));
  }

  function begin(): Promise<BegunPass> {
    const begun = turn.then(takeTurn);
    turn = begun.catch(() => {});
    return begun;
  }

  return {
    begin,
    dispatch: async () => {
      const { deliveries } = await begin();
      const failed = (await Promise.allSettled(deliveries)).find(
        (one) => one.status === "rejected",
      );
      if (failed) throw failed.reason;
      return deliveries.length > 0;
    },
    untilRoom: async (maxMs) => {
      const timer = setTimeout(() => roomFreed.resolve(), maxMs);
      await roomFreed.promise;
      clearTimeout(timer);
      roomFreed = Promise.withResolvers<void>();
    },
    stop: () => {
      isStopped = true;
      relay.stop();
      roomFreed.resolve();
    },
  };
}

function isUnavailable(error: unknown): boolean {
  return error instanceof ServiceError && error.code === "unavailable";
}

/** Reads the subject of each mail, by mail id. */
async function listSubjects(tx: Transaction, mails: readonly ClaimedMail[], now: Date) {
  const ids = (some: readonly ClaimedMail[]) => some.map(({ id }) => id);
  const notices = ids(mails.filter(isNotice));
  const others = ids(mails.filter((mail) => !isNotice(mail)));
  return Map.groupBy(
    [
      ...(notices.length > 0 ? await execute(tx, listRemovalSubjects(notices)) : []),
      ...(others.length > 0 ? await execute(tx, listMailSubjects(others, now)) : []),
    ],
    ({ mailId }) => mailId,
  );
}
