import type { RequestContext } from "../../domain/audit-event.ts";
import type { Clock } from "../../domain/clock.ts";
import type { MailReason } from "../../domain/mail/reason.ts";
import { execute, type Transaction } from "../../store/database.ts";
import { updateBounced } from "../../store/family/home-addresses.ts";
import { lockMailboxOfMail } from "../../store/family/mailboxes.ts";
import { type RecordAudit, theService } from "../shared/audit.ts";

/**
 * Marks the addresses of a mail as bounced since `occurredAt`, which is by default and at the latest now,
 * and writes an audit event for each. Idempotent.
 */
export type RecordBounce = (
  tx: Transaction,
  mailId: string,
  reason: MailReason,
  report?: {
    readonly origin?: Partial<RequestContext>;
    readonly occurredAt?: Date | undefined;
  },
) => Promise<void>;

export function createRecordBounce(deps: {
  readonly clock: Clock;
  readonly audit: RecordAudit;
}): RecordBounce {
  return async (tx, mailId, reason, { origin = {}, occurredAt } = {}) => {
    // A concurrent invitation of the same address must commit first: its newer mail decides the
    // status.
    await execute(tx, lockMailboxOfMail(mailId));
    const now = deps.clock.now();
    const since = occurredAt && occurredAt < now ? occurredAt : now;
    const bounced = await execute(tx, updateBounced(mailId, since, reason));
    for (const { schoolId, id, pupilId } of bounced) {
      const event = { pupilId, homeAddressIds: [id], details: { reason } };
      const by = { schoolId, actor: theService, origin };
      await deps.audit(tx, by, [{ action: "address-bounced", ...event }]);
    }
  };
}
