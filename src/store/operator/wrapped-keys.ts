// Random keys that outlive a change of the service's secret key: each is stored once for each secret key
// that encrypted it.
import { desc, inArray, sql } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import { pairwiseKeys, throttleKeys } from "../schema/credentials.ts";

const tables = { pairwise: pairwiseKeys, throttle: throttleKeys } as const;

export type WrappedKeyName = keyof typeof tables;
export type WrappedKey = typeof pairwiseKeys.$inferSelect;

/** One key, once for each secret key that encrypted it, the last one first. */
export async function listWrappedKeys(
  tx: Transaction,
  name: WrappedKeyName,
): Promise<WrappedKey[]> {
  const table = tables[name];
  return await tx.select().from(table).orderBy(desc(table.createdAt));
}

/** Removes the key under these secret keys, and writes it as one has encrypted it. */
export async function replaceWrappedKeys(
  tx: Transaction,
  name: WrappedKeyName,
  removedSecretKeyIds: readonly string[],
  wrapped: WrappedKey,
): Promise<void> {
  const table = tables[name];
  await tx.delete(table).where(inArray(table.secretKeyId, [...removedSecretKeyIds]));
  await tx.insert(table).values(wrapped);
}

/** Removes the key under every secret key. */
export async function removeWrappedKeys(tx: Transaction, name: WrappedKeyName): Promise<void> {
  await tx.delete(tables[name]);
}

/** Lets one process at a time create or encrypt the key, until its transaction ends. */
export async function lockWrappedKeys(tx: Transaction, name: WrappedKeyName): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`thuisinlog.${name}_keys`}))`);
}
