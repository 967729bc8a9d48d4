// Changes of home logins that the load does not make: bounces, declines, expired links, and pupils that leave and
// return.
import type pg from "pg";
import type { Test } from "tap";
import { tokensIn } from "../../integration/mail-catcher.ts";
import { until } from "../../integration/until.ts";
import type { TestSmtpServer } from "../../support/smtp-server.ts";
import type { Home } from "../load.ts";
import type { Insist } from "../replicas.ts";
import type { prepareSchool } from "../school.ts";

type Pupil = Pick<Home, "pupilId" | "externalId">;
type Roster = Awaited<ReturnType<typeof prepareSchool>>["roster"];

export interface RareChanges {
  /** Pupils whose invitations were made to expire, once for each time. */
  readonly expired: readonly string[];
  /** Throws the first failure. */
  requireGoing(): void;
  /** Resolves when each pupil has had its change once. */
  untilEach(): Promise<void>;
  /** Stops and removes the addresses of the pupils; rejects if a response was wrong. */
  stop(): Promise<void>;
}

/** Number of pupils that it needs; nothing else may change them. */
export const rarePupilCount = 4;
const bouncing = "geweigerd";
/** Longer than the lease on mail of a killed replica. */
const patienceMs = 300_000;

/** Changes these pupils in turn until `stop`. */
export function startRareChanges(deps: {
  readonly t: Test;
  readonly insist: Insist;
  readonly token: string;
  readonly smtp: TestSmtpServer;
  /** As the owner of the tables. */
  readonly database: pg.Client;
  readonly pupils: readonly Pupil[];
  readonly roster: Roster;
}): RareChanges {
  const { insist, token, smtp, database, roster } = deps;
  const [bouncer, decliner, sleeper, leaver] = deps.pupils;
  if (!bouncer || !decliner || !sleeper || !leaver) throw new Error("There are too few pupils.");
  const stopping = new AbortController();
  deps.t.teardown(() => stopping.abort());
  const expired: string[] = [];
  let round = 0;
  const firstRound = Promise.withResolvers<void>();
  smtp.behave((recipient) => (recipient.startsWith(bouncing) ? "reject-recipient-550" : "normal"));

  async function call(
    operationId: string,
    statuses: readonly number[],
    call: Parameters<Insist>[1],
  ) {
    const answer = await insist(operationId, call);
    if (!statuses.includes(answer.status)) {
      throw new Error(`${operationId} answered ${answer.status}: ${answer.text}`);
    }
    return answer.body;
  }

  async function set({ pupilId, externalId }: Pupil, name = "ouder"): Promise<string> {
    const email = `${name}-${externalId}-${round}@zelden.example.nl`;
    await call("setHomeLogin", [200], { token, path: { pupilId }, body: { emails: [email] } });
    return email;
  }
  const remove = ({ pupilId }: Pupil) =>
    call("removeHomeLogin", [204], { token, path: { pupilId } });

  /** `undefined` when it has to stop. */
  async function unlessStopping<Found>(
    what: string,
    look: () => Promise<Found | undefined> | Found | undefined,
  ): Promise<Found | undefined> {
    const stopped = () => stopping.signal.aborted || undefined;
    const found = await until(what, async () => (await look()) ?? stopped(), patienceMs);
    return found === true ? undefined : found;
  }
  const untilStatus = ({ pupilId }: Pupil, status: string) =>
    unlessStopping(`address that is ${status}`, async () => {
      const { addresses } = await call("getHomeLogin", [200], { token, path: { pupilId } });
      return addresses[0]?.status === status ? status : undefined;
    });

  async function bounce(pupil: Pupil): Promise<void> {
    await set(pupil, bouncing);
    await untilStatus(pupil, "bounced");
    await remove(pupil);
  }

  async function decline(pupil: Pupil): Promise<void> {
    const email = await set(pupil);
    const mail = await unlessStopping("mail to decline", () => smtp.messagesTo(email)[0]);
    const [link] = tokensIn(mail?.text ?? "");
    // A retry after a lost response has no second effect.
    if (link) await call("refuseActivation", [204, 410], { body: { token: link } });
  }

  async function expire(pupil: Pupil): Promise<void> {
    const email = await set(pupil);
    if (!(await unlessStopping("mail", () => smtp.messagesTo(email)[0]))) return;
    const past = await database.query(
      `update home_addresses set expires_at = now() - interval '1 minute'
        where pupil_id = $1 and activated_at is null and bounced_at is null`,
      [pupil.pupilId],
    );
    for (let row = 0; row < (past.rowCount ?? 0); row += 1) expired.push(pupil.pupilId);
    await until(
      "expiry",
      async () => {
        const { rowCount } = await database.query(
          "select from home_addresses where pupil_id = $1 and recorded_expiry is distinct from expires_at",
          [pupil.pupilId],
        );
        return rowCount === 0 || undefined;
      },
      patienceMs,
    );
  }

  async function leave(pupil: Pupil): Promise<void> {
    await set(pupil);
    const pupils = roster.pupils.filter(({ externalId }) => externalId !== pupil.externalId);
    await call("putRoster", [200], { token, body: { ...roster, pupils } });
    await call("putRoster", [200], { token, body: roster });
  }

  async function work(): Promise<void> {
    const each = [
      [bouncer, bounce],
      [decliner, decline],
      [sleeper, expire],
      [leaver, leave],
    ] as const;
    while (!stopping.signal.aborted) {
      round += 1;
      await Promise.all(each.map(([pupil, change]) => pupil && change(pupil)));
      firstRound.resolve();
    }
    await Promise.all(deps.pupils.map(remove));
  }

  let failure: unknown;
  const working = work().catch((error) => {
    failure = error;
    firstRound.reject(error);
  });
  firstRound.promise.catch(() => {}); // `requireGoing` throws the error.
  const requireGoing = () => {
    if (failure) throw failure;
  };
  return {
    expired,
    requireGoing,
    untilEach: () => firstRound.promise,
    async stop() {
      stopping.abort();
      await working;
      requireGoing();
    },
  };
}
