// Webhooks and their pending notices. All in service scope.
import { eq } from "drizzle-orm";
import type { ChangePosition } from "../../domain/feed/home-login-change.ts";
import type { Transaction } from "../database.ts";
import { webhooks } from "../schema/webhooks.ts";
import { command, findRow, hasRows, listRows, type Statement } from "../statement.ts";

export type Webhook = typeof webhooks.$inferSelect;

const insertSql = {
  name: "insert_webhook",
  text: `insert into webhooks (id, client_id, issuer_id, encrypted_url, encrypted_secret, secret_key_id,
                               created_at, available_at, told_transaction_id, notice_id, noticed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7, pg_snapshot_xmin(pg_current_snapshot()), $8, $7)`,
};

/** Inserts a webhook with a first notice, so that the owner sees that it works. */
export function insertWebhook(
  webhook: Pick<
    Webhook,
    | "id"
    | "clientId"
    | "issuerId"
    | "encryptedUrl"
    | "encryptedSecret"
    | "secretKeyId"
    | "createdAt"
  >,
  noticeId: string,
): Statement<void> {
  return command(insertSql, [
    webhook.id,
    webhook.clientId,
    webhook.issuerId,
    webhook.encryptedUrl,
    webhook.encryptedSecret,
    webhook.secretKeyId,
    webhook.createdAt,
    noticeId,
  ]);
}

export interface ListedWebhook
  extends Pick<
    Webhook,
    | "id"
    | "clientId"
    | "encryptedUrl"
    | "createdAt"
    | "disabledAt"
    | "deliveredAt"
    | "failures"
    | "lastFailure"
  > {
  readonly iss: string | null;
  readonly brin: string | null;
}

const listSql = {
  name: "list_webhooks",
  text: `select w.id, w.client_id as "clientId", i.iss, s.brin, w.encrypted_url as "encryptedUrl",
                w.created_at as "createdAt", w.disabled_at as "disabledAt",
                w.delivered_at as "deliveredAt", w.failures, w.last_failure as "lastFailure"
           from webhooks w
           left join token_issuers i on i.id = w.issuer_id
           left join api_clients c on c.id = w.client_id
           left join schools s on s.id = c.school_id
          order by w.id`,
};

export function listWebhooks(): Statement<ListedWebhook[]> {
  return listRows(listSql, []);
}

export async function removeWebhook(tx: Transaction, id: string): Promise<boolean> {
  const removed = await tx
    .delete(webhooks)
    .where(eq(webhooks.id, id))
    .returning({ id: webhooks.id });
  return removed.length > 0;
}

// Replicas take turns at the row of the feed, which is locked only if there is a webhook. The position moves only
// when there is news.
const noticeSql = {
  name: "notice_changes",
  text: `with feed as (
           select noticed_transaction_id as noticed, pg_snapshot_xmin(pg_current_snapshot()) as oldest
             from home_login_feed
            where exists (select from webhooks where disabled_at is null)
              for update skip locked),
         news as (
           select distinct c.school_id
             from feed f
             join home_login_changes c
               on c.transaction_id >= f.noticed and c.transaction_id < f.oldest),
         moved as (
           update home_login_feed set noticed_transaction_id = feed.oldest
             from feed where exists (select from news)),
         noticed as (
           update webhooks w
              set notice_id = coalesce(w.notice_id, gen_random_uuid()),
                  noticed_at = coalesce(w.noticed_at, $1), has_more = true,
                  available_at = case when w.notice_id is null then $1 else w.available_at end
            where w.disabled_at is null
              and (exists (select from api_clients a join news n on n.school_id = a.school_id
                            where a.id = w.client_id)
                   or exists (select from token_issuer_schools s join news n on n.school_id = s.school_id
                               where s.issuer_id = w.issuer_id)))
         select exists (select from news) as "hasNews"`,
};

/** Gives each webhook a notice whose schools have new changes. Resolves to whether there were any. */
export function noticeChanges(now: Date): Statement<{ readonly hasNews: boolean } | undefined> {
  return findRow(noticeSql, [now]);
}

export interface ClaimedNotice {
  readonly webhookId: string;
  readonly claim: number;
  readonly clientId: string | null;
  readonly issuerId: string | null;
  readonly schoolId: string | null;
  readonly encryptedUrl: Buffer;
  readonly encryptedSecret: Buffer;
  readonly noticeId: string;
  readonly noticedAt: Date;
  readonly failures: number;
  readonly epoch: string;
  /** Where the news begins. */
  readonly told: ChangePosition;
  /** Where a reader is after it, in text. */
  readonly covers: string;
}

interface NoticeRow extends Omit<ClaimedNotice, "told"> {
  readonly toldTransaction: string;
  readonly toldNumber: string;
}

const claimSql = {
  name: "claim_notices",
  text: `update webhooks w
            set available_at = $2, claims = w.claims + 1, has_more = false
           from (select h.id, c.school_id
                   from webhooks h
                   left join api_clients c on c.id = h.client_id
                  where h.notice_id is not null and h.disabled_at is null and h.available_at <= $1
                    and (h.client_id is null or c.revoked_at is null)
                  order by h.available_at
                  limit $3
                    for update of h skip locked) due,
                home_login_feed f
          where w.id = due.id
      returning w.id as "webhookId", w.claims as claim, w.client_id as "clientId",
                w.issuer_id as "issuerId", due.school_id as "schoolId",
                w.encrypted_url as "encryptedUrl", w.encrypted_secret as "encryptedSecret",
                w.notice_id as "noticeId", w.noticed_at as "noticedAt", w.failures, f.epoch,
                w.told_transaction_id::text as "toldTransaction", w.told_number::text as "toldNumber",
                pg_snapshot_xmin(pg_current_snapshot())::text as covers`,
};

/** Claims due notices until `leaseEndsAt`; other replicas skip them. */
export function claimNotices(
  now: Date,
  leaseEndsAt: Date,
  limit: number,
): Statement<ClaimedNotice[]> {
  return listRows(
    claimSql,
    [now, leaseEndsAt, limit],
    ({ toldTransaction, toldNumber, ...notice }: NoticeRow) => ({
      ...notice,
      told: { transaction: BigInt(toldTransaction), number: BigInt(toldNumber) },
    }),
  );
}

type Claim = Pick<ClaimedNotice, "webhookId" | "claim">;

const deliveredSql = {
  name: "settle_delivered_notice",
  text: `update webhooks
            set told_transaction_id = $3::xid8, told_number = 0, failures = 0, last_failure = null,
                delivered_at = $4, available_at = $4,
                notice_id = case when has_more then gen_random_uuid() end,
                noticed_at = case when has_more then $4::timestamptz end
          where id = $1 and claims = $2
      returning 1`,
};

export function settleDelivered(
  { webhookId, claim, covers }: Claim & Pick<ClaimedNotice, "covers">,
  now: Date,
): Statement<boolean> {
  return hasRows(deliveredSql, [webhookId, claim, covers, now]);
}

const failedSql = {
  name: "settle_failed_notice",
  text: `update webhooks
            set failures = failures + 1, last_failure = $3, available_at = $4,
                disabled_at = case when $5 then $6::timestamptz end
          where id = $1 and claims = $2
      returning 1`,
};

/** Records a failure: the notice waits until `retryAt`, or the webhook is switched off. */
export function settleFailed(
  { webhookId, claim }: Claim,
  failure: { readonly reason: string; readonly retryAt: Date; readonly isGone: boolean },
  now: Date,
): Statement<boolean> {
  const { reason, retryAt, isGone } = failure;
  return hasRows(failedSql, [webhookId, claim, reason, retryAt, isGone, now]);
}

const outdatedSql = {
  name: "list_webhooks_of_older_key",
  text: `select id, encrypted_url as "encryptedUrl", encrypted_secret as "encryptedSecret"
           from webhooks where secret_key_id <> $1 order by id for update skip locked`,
};

/** Locks all webhooks that are encrypted with an older secret key: operators add them one by one, so they are few. */
export function lockOutdatedWebhooks(
  secretKeyId: string,
): Statement<Pick<Webhook, "id" | "encryptedUrl" | "encryptedSecret">[]> {
  return listRows(outdatedSql, [secretKeyId]);
}

export async function updateEncryption(
  tx: Transaction,
  { id, ...encrypted }: Pick<Webhook, "id" | "encryptedUrl" | "encryptedSecret" | "secretKeyId">,
): Promise<void> {
  await tx.update(webhooks).set(encrypted).where(eq(webhooks.id, id));
}
