import type { Clock } from "../../domain/clock.ts";
import { isHomeLoginHere } from "../../domain/school/network-environment.ts";
import {
  listStillUnreached,
  listUnreachedAddresses,
  type UnreachedAddress,
} from "../../store/bounced-addresses.ts";
import { type Database, execute } from "../../store/database.ts";
import { lockKnownMailboxes } from "../../store/family/mailboxes.ts";
import { getSchool } from "../../store/school/schools.ts";
import { type RecordAudit, theOperator } from "../shared/audit.ts";
import type { Invite } from "../shared/invitations.ts";

export interface ResentMail {
  /** Addresses whose new invitation is due now. */
  readonly invited: number;
  /** Addresses whose new invitation waits for the end of the cool-down of their mailbox. */
  readonly coolDown: number;
  /** Addresses of schools that use another environment at home. */
  readonly elsewhere: number;
}

export interface BouncedMailService {
  /**
   * Sends a new invitation to every address whose newest mail bounced or was given up since then,
   * unless it is activated or its owner declined. The cool-down of each mailbox delays its mail.
   * Repetition sends no second one.
   */
  resend(since: Date): Promise<ResentMail>;
}

/** Addresses in one transaction, each of them locked. */
const batchSize = 200;

export function createBouncedMailService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly invite: Invite;
  readonly audit: RecordAudit;
}): BouncedMailService {
  const { db, clock, invite, audit } = deps;

  async function resendBatch(
    since: Date,
    schoolId: string,
    batch: readonly UnreachedAddress[],
    firstRank: number,
  ): Promise<ResentMail> {
    return await db.inSchool(schoolId, async (tx) => {
      const school = await getSchool(tx, schoolId);
      if (!isHomeLoginHere(school)) return { invited: 0, coolDown: 0, elsewhere: batch.length };
      await execute(tx, lockKnownMailboxes(batch.map(({ emailKey }) => emailKey)));
      const ids = batch.map(({ id }) => id);
      const invited = await execute(tx, listStillUnreached(since, schoolId, ids));
      const waiting = await invite(
        tx,
        invited.map((address, index) => ({
          ...address,
          activatedAt: null,
          rank: firstRank + index,
        })),
        { kind: "activation", school },
        clock.now(),
      );
      await audit(
        tx,
        { schoolId, actor: theOperator, origin: {} },
        invited.map(({ id, pupilId }) => ({
          action: "activation-mails-sent",
          pupilId,
          homeAddressIds: [id],
        })),
      );
      const coolDown = invited.filter(({ emailKey }) => waiting.has(emailKey)).length;
      return { invited: invited.length - coolDown, coolDown, elsewhere: 0 };
    });
  }

  return {
    resend: async (since) => {
      const found = await db.asService((tx) => execute(tx, listUnreachedAddresses(since)));
      let [invited, coolDown, elsewhere] = [0, 0, 0];
      for (const [schoolId, addresses] of Map.groupBy(found, (one) => one.schoolId)) {
        for (let index = 0; index < addresses.length; index += batchSize) {
          const batch = addresses.slice(index, index + batchSize);
          // Rank 0 is for single mails, which are sent first.
          const resent = await resendBatch(since, schoolId, batch, index + 1);
          invited += resent.invited;
          coolDown += resent.coolDown;
          elsewhere += resent.elsewhere;
        }
      }
      return { invited, coolDown, elsewhere };
    },
  };
}
