import { objectRows, type Statement } from "../statement.ts";

/** Waiting mail; the timestamps are `null` when there is none. */
export interface MailQueue {
  readonly waiting: number;
  readonly oldestCreatedAt: Date | null;
  /** When the first of them was or will be due. */
  readonly firstDueAt: Date | null;
}

// By the index of the mails that wait alone, which are few. A mail that waits for the end of a cool-down has
// no age before it may leave, or it would raise the alarm of a stuck mail.
const queueSql = {
  name: "read_mail_queue",
  text: `select count(*)::int as waiting, min(case when attempts = 0 then available_at else created_at end) as "oldestCreatedAt",
                min(available_at) as "firstDueAt"
           from mails
          where settled_at is null`,
};

const emptyQueue: MailQueue = { waiting: 0, oldestCreatedAt: null, firstDueAt: null };

/** Reads the state of the queue. In service scope.*/
export function readMailQueue(): Statement<MailQueue> {
  return objectRows(queueSql, [], ([queue]: readonly MailQueue[]) => queue ?? emptyQueue);
}
