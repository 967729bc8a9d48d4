import { notInArray, sql } from "drizzle-orm";
import type { Transaction } from "./database.ts";
import { pairwiseKeys } from "./schema.ts";

export type SealedPairwiseKey = typeof pairwiseKeys.$inferSelect;

/** The one pairwise key, once for each secret key that sealed it. */
export async function listPairwiseKeys(tx: Transaction): Promise<SealedPairwiseKey[]> {
  return await tx.select().from(pairwiseKeys);
}

/** Writes the key as one more secret key has sealed it, and forgets it under those not in use. */
export async function insertPairwiseKey(
  tx: Transaction,
  sealed: SealedPairwiseKey,
  secretKeyIdsInUse: readonly string[],
): Promise<void> {
  await tx.delete(pairwiseKeys).where(notInArray(pairwiseKeys.secretKeyId, [...secretKeyIdsInUse]));
  await tx.insert(pairwiseKeys).values(sealed);
}

/** Forgets the key under every secret key. */
export async function removePairwiseKeys(tx: Transaction): Promise<void> {
  await tx.delete(pairwiseKeys);
}

/** Lets one process at a time make or seal the key, until its transaction ends. */
export async function lockPairwiseKeys(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('thuisinlog.pairwise_keys'))`);
}
