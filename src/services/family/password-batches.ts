// Callers whose passwords are hashed at the same time share transactions: one counts their attempts, another opens
// their sessions. While many wait for their hash, a batch waits for more callers, so that cores that are busy with
// hashes are interrupted less often.
import type { Clock } from "../../domain/clock.ts";
import type { HashQueue } from "../../security/hash-queue.ts";
import type { Database } from "../../store/database.ts";
import type { SessionSubject } from "../../store/family/home-sessions.ts";
import { findMailboxPasswords, type MailboxPasswords } from "../../store/family/mailboxes.ts";
import {
  type CountOutcome,
  countRequests,
  type TryToCount,
} from "../../store/family/throttle-counts.ts";
import { type Settlement, settleAttempts } from "../../store/family/throttles.ts";
import { type Statement, unlessEmpty } from "../../store/statement.ts";
import { inBatches } from "../shared/batches.ts";

/** Attempts with a password of one address. */
interface PasswordAttempt {
  readonly emailKey: string;
  readonly tries: readonly TryToCount[];
}

export interface CountedPasswordAttempt {
  /** `undefined` for an unknown address. */
  readonly mailbox: MailboxPasswords | undefined;
  readonly outcome: CountOutcome;
}

/** A session to be opened. */
interface Opening {
  readonly schoolId: string;
  /** Inserts the session without waiting for a lock, because others would wait with it. */
  readonly statement: Statement<SessionSubject | undefined>;
  readonly settlements: readonly Settlement[];
}

export interface PasswordBatches {
  /**
   * Counts the attempts, and reads the passwords of the address. Failures are kept after their level has drained only
   * for an address that exists.
   */
  count(attempt: PasswordAttempt): Promise<CountedPasswordAttempt>;
  /** Inserts a session and settles the attempts. Resolves to the result of the statement. */
  open(opening: Opening): Promise<SessionSubject | undefined>;
}

const itemsMax = 8;
/** Less than the hashes of a backlog take. */
const waitMs = 40;

export function createPasswordBatches(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly hashQueue: Pick<HashQueue, "isBacklogged">;
}): PasswordBatches {
  const { db, clock, hashQueue } = deps;
  const gathering = { waitMs, isWorthwhile: () => hashQueue.isBacklogged() };

  return {
    count: inBatches({
      keysOf: ({ tries }) => tries.map(textOfKey),
      itemsMax,
      gathering,
      work: async (attempts: readonly PasswordAttempt[]) => {
        type Results = [readonly CountOutcome[], ...(MailboxPasswords | undefined)[]];
        const [outcomes, ...mailboxes] = await db.pipelineInScopes<Results>(
          [
            { owner: { service: "on" }, statement: countRequests(attempts, clock.now()) },
            ...attempts.map(({ emailKey }) => ({
              owner: { emailKey },
              statement: findMailboxPasswords(emailKey),
            })),
          ],
          { isFlushed: false },
        );
        return outcomes.map((outcome, index) => ({ outcome, mailbox: mailboxes[index] }));
      },
    }),

    open: inBatches({
      keysOf: ({ settlements }) => settlements.map(textOfKey),
      itemsMax,
      gathering,
      work: async (openings: readonly Opening[]) => {
        const settlements = openings.flatMap((one) => one.settlements);
        const settled = unlessEmpty(settlements, settleAttempts(settlements));
        const [, ...subjects] = await db.pipelineInScopes<
          [unknown, ...(SessionSubject | undefined)[]]
        >([
          { owner: { service: "on" }, statement: settled },
          ...openings.map(({ schoolId, statement }) => ({ owner: { schoolId }, statement })),
        ]);
        return subjects;
      },
    }),
  };
}

const textOfKey = ({ key }: { readonly key: Buffer }) => key.toString("base64url");
