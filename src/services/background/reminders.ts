import { reminderBeforeExpirySeconds } from "../../domain/activation.ts";
import { addSeconds, type Clock } from "../../domain/clock.ts";
import { locales } from "../../domain/language/locale.ts";
import { newId, type Random } from "../../security/random.ts";
import { allowLongWork, type Database, execute } from "../../store/database.ts";
import type { MailCoolDown } from "../../store/mail/mail-cool-downs.ts";
import { enqueueMails } from "../../store/mail/outbox.ts";
import { claimDueLinks, lockMailboxesToRemind } from "../../store/mail/reminders.ts";

export interface ReminderService {
  /**
   * Queues the reminders of one batch of mailboxes whose first link expires soon, once for each
   * link. Resolves to whether there may be more. Safe to run concurrently.
   */
  step(): Promise<boolean>;
}

const batchSize = 200;
const restSeconds = 10 * 60;
/** A reminder includes the links of siblings that expire within this time after the due link. */
const togetherSeconds = 24 * 60 * 60;

export function createReminderService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly coolDown: MailCoolDown;
}): ReminderService {
  const { db, clock, random, coolDown } = deps;
  let restsUntil = new Date(0);

  /** Returns the number of mailboxes with a due link. */
  async function remind(now: Date): Promise<number> {
    const lifetimeMinSeconds = reminderBeforeExpirySeconds;
    const expiresBefore = addSeconds(now, reminderBeforeExpirySeconds);
    const window = { now, expiresBefore, lifetimeMinSeconds };
    const widened = { ...window, expiresBefore: addSeconds(expiresBefore, togetherSeconds) };
    return await db.asService(async (tx) => {
      await allowLongWork(tx);
      const emailKeys = await execute(tx, lockMailboxesToRemind(window, batchSize));
      if (emailKeys.length === 0) return 0;
      const links = await execute(tx, claimDueLinks(widened, emailKeys));
      for (const locale of locales) {
        const items = links.filter((link) => link.locale === locale);
        await execute(
          tx,
          enqueueMails(
            { kind: "reminder", locale, createdAt: now, coolDown },
            // Rank 0 is for single mails, which are sent first.
            items.map((link, index) => ({ ...link, mailId: newId(now, random), rank: index + 1 })),
          ),
        );
      }
      return emailKeys.length;
    });
  }

  return {
    step: async () => {
      const now = clock.now();
      if (now < restsUntil) return false;
      if ((await remind(now)) > 0) return true;
      restsUntil = addSeconds(now, restSeconds);
      return false;
    },
  };
}
