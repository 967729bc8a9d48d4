// Tells webhooks that there are new changes. Like mail: a claim with a lease, and a back-off after a failure.
import { addSeconds, type Clock } from "../../domain/clock.ts";
import { type NoticeFailure, noticeType } from "../../domain/feed/webhook.ts";
import { backOffSeconds } from "../../domain/mail/back-off.ts";
import type { Metrics } from "../../domain/metrics.ts";
import type { ChangeCursors } from "../../security/change-cursor.ts";
import { decrypt, encrypt } from "../../security/encryption.ts";
import type { Random } from "../../security/random.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import type { DeliveryResult, SendNotice } from "../../security/webhooks/webhook-sender.ts";
import { signWebhook } from "../../security/webhooks/webhook-signature.ts";
import { type Database, execute } from "../../store/database.ts";
import {
  type ClaimedNotice,
  claimNotices,
  lockOutdatedWebhooks,
  noticeChanges,
  settleDelivered,
  settleFailed,
  updateEncryption,
} from "../../store/operator/webhooks.ts";

/** What the log says of a delivery that failed: neither the URL nor a part of the response. */
export interface FailedNotice {
  readonly webhookId: string;
  readonly reason: NoticeFailure | "gone";
  readonly status?: number | undefined;
  readonly failures: number;
}

export interface WebhookNoticeService {
  /**
   * Finds new changes and delivers due notices. Resolves to whether there were any. Safe to run
   * concurrently: each notice is claimed by one process at a time.
   */
  step(): Promise<boolean>;
}

/** Longer than a delivery takes, so that a killed process delays a notice by half a minute. */
const leaseSeconds = 30;
const parallelMax = 10;

export function createWebhookNoticeService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  readonly cursors: ChangeCursors;
  readonly metrics: Pick<Metrics, "countNotice">;
  readonly sendNotice: SendNotice;
  readonly reportFailedNotice: (failed: FailedNotice) => void;
}): WebhookNoticeService {
  const { db, clock, random, keys, cursors, metrics, sendNotice } = deps;

  async function send(notice: ClaimedNotice): Promise<DeliveryResult> {
    const url = decrypt(keys, "webhook", notice.encryptedUrl)?.toString();
    const secret = decrypt(keys, "webhook", notice.encryptedSecret)?.toString();
    if (url === undefined || secret === undefined) {
      return { outcome: "failed", failure: "secret-key" };
    }
    const { issuerId, schoolId, epoch, told: position, noticeId: id, noticedAt } = notice;
    const scope =
      issuerId === null ? (`school:${schoolId}` as const) : (`issuer:${issuerId}` as const);
    const body = JSON.stringify({
      type: noticeType,
      timestamp: noticedAt.toISOString(),
      data: { cursor: cursors.write(scope, { epoch, position }) },
    });
    const headers = signWebhook(secret, { id, sentAt: clock.now(), body });
    return await sendNotice(url, body, { ...headers });
  }

  async function deliver(notice: ClaimedNotice): Promise<void> {
    const { outcome, failure = "status", status } = await send(notice);
    const now = clock.now();
    if (outcome === "delivered") {
      await db.asService((tx) => execute(tx, settleDelivered(notice, now)));
      metrics.countNotice(outcome);
      return;
    }
    const { webhookId } = notice;
    const failures = notice.failures + 1;
    const isGone = outcome === "gone";
    const reason = isGone ? outcome : failure;
    const retryAt = addSeconds(now, backOffSeconds(failures, random.fraction()));
    await db.asService((tx) => execute(tx, settleFailed(notice, { reason, retryAt, isGone }, now)));
    metrics.countNotice(outcome);
    deps.reportFailedNotice({ webhookId, reason, status, failures });
  }

  /** After a rotation of the secret key, so that the older one can be dropped. */
  async function encryptAgain(): Promise<void> {
    await db.asService(async (tx) => {
      const secretKeyId = keys[0].id;
      for (const { id, ...old } of await execute(tx, lockOutdatedWebhooks(secretKeyId))) {
        const url = decrypt(keys, "webhook", old.encryptedUrl);
        const secret = decrypt(keys, "webhook", old.encryptedSecret);
        if (!url || !secret) continue;
        const encryptedUrl = encrypt(keys, "webhook", url, random);
        const encryptedSecret = encrypt(keys, "webhook", secret, random);
        await updateEncryption(tx, { id, encryptedUrl, encryptedSecret, secretKeyId });
      }
    });
  }

  let isEncrypted = false;

  return {
    step: async () => {
      if (!isEncrypted) {
        await encryptAgain();
        isEncrypted = true;
      }
      const now = clock.now();
      const [, notices] = await db.pipelineAsService([
        noticeChanges(now),
        claimNotices(now, addSeconds(now, leaseSeconds), parallelMax),
      ]);
      const settled = await Promise.allSettled(notices.map(deliver));
      const failed = settled.find((one) => one.status === "rejected");
      if (failed) throw failed.reason;
      return notices.length > 0;
    },
  };
}
