import type { RequestContext } from "../../domain/audit-event.ts";
import type { Clock } from "../../domain/clock.ts";
import { type MailEvent, mailIdOf } from "../../domain/mail/event.ts";
import type { WebhookVerifiers } from "../../domain/mail/webhooks.ts";
import { type Database, execute } from "../../store/database.ts";
import { updateBouncedMail } from "../../store/mail/outbox.ts";
import type { RecordBounce } from "./bounces.ts";

export interface MailEventService {
  readonly senders: WebhookVerifiers;
  /**
   * Records bounces and complaints on the mail and on its addresses. Ignores other events, events
   * of unknown mails, and events that are repeated or out of order.
   */
  record(events: readonly MailEvent[], origin: Partial<RequestContext>): Promise<void>;
}

export function createMailEventService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly senders: WebhookVerifiers;
  readonly recordBounce: RecordBounce;
}): MailEventService {
  const { db, clock, senders, recordBounce } = deps;
  return {
    senders,
    record: async (events, origin) => {
      for (const { messageId, event, reason, occurredAt } of events) {
        const mailId = mailIdOf(messageId);
        if (mailId === undefined || event === "delivered" || event === "deferred") continue;
        await db.asService(async (tx) => {
          const isNews = await execute(tx, updateBouncedMail(mailId, clock.now(), reason));
          if (isNews) await recordBounce(tx, mailId, reason, { origin, occurredAt });
        });
      }
    },
  };
}
