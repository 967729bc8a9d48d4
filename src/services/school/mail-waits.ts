import { reasonToWait, type WaitReason } from "../../domain/mail/bulk-resend.ts";
import { pipeline, type Transaction } from "../../store/database.ts";
import { listNewestLinks } from "../../store/family/activation-links.ts";
import { listNewestMails } from "../../store/mail/outbox.ts";

/**
 * Returns why home addresses get no new mail now, by id; without those that can get one. Call it
 * under the lock of their mailboxes before sending.
 */
export async function readMailWaits(
  tx: Transaction,
  schoolId: string,
  ids: readonly string[],
  now: Date,
  coolDownSeconds: number,
): Promise<ReadonlyMap<string, WaitReason>> {
  if (ids.length === 0) return new Map();
  const [mails, links] = await pipeline(tx, [
    listNewestMails(schoolId, ids),
    listNewestLinks(schoolId, ids),
  ]);
  const unsettled = new Set(
    mails.filter(({ settledAt }) => !settledAt).map(({ homeAddressId }) => homeAddressId),
  );
  const createdAt = new Map(links.map((link) => [link.homeAddressId, link.createdAt]));
  return new Map(
    ids.flatMap((id) => {
      const mail = { isMailWaiting: unsettled.has(id), linkCreatedAt: createdAt.get(id) };
      const reason = reasonToWait(mail, now, coolDownSeconds);
      return reason ? [[id, reason] as const] : [];
    }),
  );
}
