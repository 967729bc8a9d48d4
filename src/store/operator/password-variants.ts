import { and, asc, lt, notInArray, sql } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import { passwordVariants } from "../schema/credentials.ts";

export type PasswordVariantRow = typeof passwordVariants.$inferSelect;

/** Every variant that a stored password may have. In service scope, as all below. */
export async function listPasswordVariants(tx: Transaction): Promise<PasswordVariantRow[]> {
  return await tx.select().from(passwordVariants).orderBy(asc(passwordVariants.id));
}

/** Inserts a variant, or replaces its encrypted pepper. */
export async function upsertPasswordVariant(
  tx: Transaction,
  variant: PasswordVariantRow,
): Promise<void> {
  const { encryptedPepper } = variant;
  const { id } = passwordVariants;
  await tx
    .insert(passwordVariants)
    .values(variant)
    .onConflictDoUpdate({
      target: id,
      set: {
        encryptedPepper: sql`coalesce(${encryptedPepper}, ${passwordVariants.encryptedPepper})`,
      },
    });
}

/** Removes the variants that are not among `usedIds`, unless they are younger than `before`. */
export async function removePasswordVariants(
  tx: Transaction,
  usedIds: readonly string[],
  before: Date,
): Promise<void> {
  const { id, createdAt } = passwordVariants;
  await tx.delete(passwordVariants).where(and(notInArray(id, [...usedIds]), lt(createdAt, before)));
}
