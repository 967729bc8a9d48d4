import { asc, eq } from "drizzle-orm";
import type { Transaction } from "./database.ts";
import { schools, tokenIssuerSchools, tokenIssuers } from "./schema.ts";

export type TokenIssuer = typeof tokenIssuers.$inferSelect;

/** Writes an issuer, or gives a known one a new address of its keys; returns its id. */
export async function upsertIssuer(
  tx: Transaction,
  issuer: typeof tokenIssuers.$inferInsert,
): Promise<string> {
  const [row] = await tx
    .insert(tokenIssuers)
    .values(issuer)
    .onConflictDoUpdate({ target: tokenIssuers.iss, set: { jwksUri: issuer.jwksUri } })
    .returning({ id: tokenIssuers.id });
  if (!row) throw new Error("An issuer was neither written nor found.");
  return row.id;
}

export async function insertIssuerSchools(
  tx: Transaction,
  issuerId: string,
  schoolIds: readonly string[],
): Promise<void> {
  await tx
    .insert(tokenIssuerSchools)
    .values(schoolIds.map((schoolId) => ({ schoolId, issuerId })))
    .onConflictDoNothing();
}

export async function findIssuer(tx: Transaction, iss: string): Promise<TokenIssuer | undefined> {
  const [issuer] = await tx.select().from(tokenIssuers).where(eq(tokenIssuers.iss, iss));
  return issuer;
}

/** Each issuer once for each school that it speaks for. */
export async function listIssuers(
  tx: Transaction,
): Promise<{ iss: string; jwksUri: string; brin: string }[]> {
  return await tx
    .select({ iss: tokenIssuers.iss, jwksUri: tokenIssuers.jwksUri, brin: schools.brin })
    .from(tokenIssuers)
    .innerJoin(tokenIssuerSchools, eq(tokenIssuerSchools.issuerId, tokenIssuers.id))
    .innerJoin(schools, eq(schools.id, tokenIssuerSchools.schoolId))
    .orderBy(asc(tokenIssuers.iss), asc(schools.brin));
}

/** Whether there was such an issuer. */
export async function removeIssuer(tx: Transaction, iss: string): Promise<boolean> {
  const removed = await tx
    .delete(tokenIssuers)
    .where(eq(tokenIssuers.iss, iss))
    .returning({ id: tokenIssuers.id });
  return removed.length === 1;
}
