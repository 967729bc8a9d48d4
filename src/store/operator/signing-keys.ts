import { and, asc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import { signingKeys } from "../schema/credentials.ts";

export type SigningKey = typeof signingKeys.$inferSelect;

/** Lists the published keys by `active_at`, the newest last. */
export async function listSigningKeys(tx: Transaction, now: Date): Promise<SigningKey[]> {
  return await tx
    .select()
    .from(signingKeys)
    .where(or(isNull(signingKeys.retiredAt), gt(signingKeys.retiredAt, now)))
    .orderBy(asc(signingKeys.activeAt));
}

/** Inserts a key and retires those that became active before it; a later one still signs. */
export async function insertSigningKey(
  tx: Transaction,
  key: typeof signingKeys.$inferInsert,
  othersRetiredAt: Date,
): Promise<void> {
  await tx
    .update(signingKeys)
    .set({ retiredAt: othersRetiredAt })
    .where(and(isNull(signingKeys.retiredAt), lt(signingKeys.activeAt, key.activeAt)));
  await tx.insert(signingKeys).values(key);
}

/** Replaces the encrypted private key. */
export async function updateEncryptedPrivateKey(
  tx: Transaction,
  id: string,
  encryptedPrivateKey: Buffer,
): Promise<void> {
  await tx.update(signingKeys).set({ encryptedPrivateKey }).where(eq(signingKeys.id, id));
}

/** Lets one process at a time create or encrypt keys, until its transaction ends. */
export async function lockSigningKeys(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('thuisinlog.signing_keys'))`);
}
