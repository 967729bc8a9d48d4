// Concurrent requests of schools and families, with a ledger of acknowledged changes.
import { setTimeout as delay } from "node:timers/promises";
import type { Test } from "tap";
import { tokensIn } from "../integration/mail-catcher.ts";
import type { Answer } from "../support/api.ts";
import type { TestSmtpServer } from "../support/smtp-server.ts";
import type { Insist } from "./replicas.ts";
import type { Chance } from "./scale.ts";

/** A pupil and the last acknowledged state of its home login. */
export interface Home {
  readonly pupilId: string;
  readonly externalId: string;
  /** Number of times that its addresses were set. */
  changes: number;
  /** Acknowledged addresses; empty at first. */
  emails: readonly string[];
  /** The address that has a password. */
  activated?: string | undefined;
  /** Newest refresh token of its session. */
  refreshToken?: string | undefined;
}

export interface Load {
  readonly homes: readonly Home[];
  readonly counts: Readonly<Record<Work, number>>;
  /** Throws the first failure, which ends the load. */
  requireGoing(): void;
  /** Stops after the requests in flight; rejects if a response was wrong. */
  stop(): Promise<void>;
}

type Work = "set" | "bulk" | "redeemed" | "loggedIn";

export const password = "vrolijke fietsbel";
const invitersMax = 3;
const redeemersMax = 3;
/**
 * Maximum number of homes that wait for mail, so that invitations do not outrun redemptions. Far more than
 * a replica has in flight, because mail of a killed replica waits for the end of its lease.
 */
const awaitedMax = 1_000;
const bulkRows = 20;
const idleMs = 20;

/** Starts a load on these pupils that runs until `stop` or the end of the test. */
export function startLoad(deps: {
  readonly t: Test;
  readonly insist: Insist;
  readonly token: string;
  readonly smtp: TestSmtpServer;
  readonly chance: Chance;
  readonly pupils: readonly Pick<Home, "pupilId" | "externalId">[];
}): Load {
  const { insist, token, smtp, chance } = deps;
  const homes: Home[] = deps.pupils.map((pupil) => ({ ...pupil, changes: 0, emails: [] }));
  const free = [...homes];
  const awaited = new Map<string, Home>();
  const arrived: { readonly home: Home; readonly email: string; readonly link: string }[] = [];
  const counts: Record<Work, number> = { set: 0, bulk: 0, redeemed: 0, loggedIn: 0 };
  let messagesSeen = 0;
  const stopping = new AbortController();
  deps.t.teardown(() => stopping.abort());

  function freshEmail(home: Home): string {
    home.changes += 1;
    return `ouder-${home.externalId}-${home.changes}@example.nl`;
  }

  function takeFree(count: number): Home[] | undefined {
    if (free.length < count || awaited.size > awaitedMax) return undefined;
    const taken = free.splice(0, count);
    for (const home of taken) {
      home.activated = undefined;
      home.refreshToken = undefined;
    }
    return taken;
  }

  function acknowledge(home: Home, emails: readonly string[]): void {
    home.emails = emails;
    awaited.set(emails[0] ?? "", home);
  }

  async function set(home: Home, emails: readonly string[]): Promise<void> {
    const path = { pupilId: home.pupilId };
    const answer = await insist("setHomeLogin", { token, path, body: { emails } });
    require(answer, 200);
    const { addresses } = answer.body;
    requireSame(addresses.map(({ email }: { email: string }) => email).sort(), [...emails].sort());
    counts.set += 1;
  }

  async function invite(): Promise<boolean> {
    const [home] = takeFree(1) ?? [];
    if (!home) return false;
    const emails = [freshEmail(home)];
    await set(home, emails);
    if (chance.happens(0.3)) {
      emails.push(freshEmail(home));
      await set(home, emails);
      if (chance.happens(0.5)) await set(home, [emails.pop(), freshEmail(home)] as string[]);
    }
    const { body } = await insist("getHomeLogin", { token, path: { pupilId: home.pupilId } });
    acknowledge(
      home,
      body.addresses.map(({ email }: { email: string }) => email),
    );
    return true;
  }

  async function inviteMany(): Promise<boolean> {
    const taken = takeFree(bulkRows);
    if (!taken) return false;
    const wanted = new Map(taken.map((home) => [home, [freshEmail(home)]]));
    const rows = [...wanted].map(([{ externalId }, emails]) => ({ externalId, emails }));
    const answer = await insist("bulkActivate", { token, body: { rows } });
    require(answer, 200);
    const outcomes = answer.body.rows.map(({ outcome }: { outcome: string }) =>
      outcome === "unchanged" ? "there already" : "done now",
    );
    requireSame([...new Set(outcomes)].length, 1); // A request is atomic.
    for (const [home, emails] of wanted) acknowledge(home, emails);
    counts.bulk += 1;
    return true;
  }

  function sortMail(): void {
    for (const mail of smtp.messages.slice(messagesSeen)) {
      messagesSeen += 1;
      const [email = ""] = mail.envelope.to;
      const home = awaited.get(email);
      const [link] = tokensIn(mail.text ?? "");
      if (!home || !link) continue;
      awaited.delete(email);
      arrived.push({ home, email, link });
    }
  }

  async function redeem(): Promise<boolean> {
    sortMail();
    const next = arrived.shift();
    if (!next) return false;
    const { home, email, link } = next;
    const made = await insist("activate", { body: { token: link, password } });
    // A retry after a lost response succeeds without a second effect.
    require(made, 201, 410);
    if (made.status === 410) requireSame(made.body.title, "Link used");
    home.activated = email;
    counts.redeemed += 1;
    const session = await insist("createHomeSession", { body: { email, password } });
    require(session, 201);
    home.refreshToken = session.body.refreshToken;
    counts.loggedIn += 1;
    free.push(home);
    return true;
  }

  async function repeat(work: () => Promise<boolean>): Promise<void> {
    while (!stopping.signal.aborted) {
      if (!(await work())) await delay(idleMs);
    }
  }

  const workers = Promise.all([
    ...Array.from({ length: invitersMax }, () => repeat(invite)),
    repeat(inviteMany),
    ...Array.from({ length: redeemersMax }, () => repeat(redeem)),
  ]);
  let failure: unknown;
  workers.catch((error) => {
    failure = error;
    stopping.abort();
  });
  return {
    homes,
    counts,
    requireGoing: () => {
      if (failure) throw failure;
    },
    stop: async () => {
      stopping.abort();
      await workers;
    },
  };
}

function require({ status, text }: Answer, ...expected: readonly number[]): void {
  if (!expected.includes(status)) throw new Error(`Expected ${expected}, got ${status}: ${text}`);
}

function requireSame(found: unknown, wanted: unknown): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`Expected ${right}, got ${left}`);
}
