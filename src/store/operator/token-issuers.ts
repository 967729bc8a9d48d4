import { asc, eq } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import { tokenIssuerSchools, tokenIssuers } from "../schema/credentials.ts";
import { schools } from "../schema/schools.ts";
import { listRows, type Statement } from "../statement.ts";

export type TokenIssuer = typeof tokenIssuers.$inferSelect;

/** Inserts an issuer, or updates the JWKS URL of a known one. Returns its id. */
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

/** Allows an issuer to sign tokens for schools. Returns the schools that are new. */
export async function insertIssuerSchools(
  tx: Transaction,
  issuerId: string,
  schoolIds: readonly string[],
): Promise<string[]> {
  const added = await tx
    .insert(tokenIssuerSchools)
    .values(schoolIds.map((schoolId) => ({ schoolId, issuerId })))
    .onConflictDoNothing()
    .returning({ schoolId: tokenIssuerSchools.schoolId });
  return added.map(({ schoolId }) => schoolId);
}

export async function findIssuer(tx: Transaction, iss: string): Promise<TokenIssuer | undefined> {
  const [issuer] = await tx.select().from(tokenIssuers).where(eq(tokenIssuers.iss, iss));
  return issuer;
}

/** Lists issuers, one row per school. */
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

const removeSql = {
  name: "remove_issuer",
  text: `with removed as (delete from token_issuers where iss = $1 returning id)
         select r.id as "issuerId", s.school_id as "schoolId"
           from removed r left join token_issuer_schools s on s.issuer_id = r.id`,
};

/** Deletes an issuer. Returns one row per school; none for an unknown issuer. */
export function removeIssuer(
  iss: string,
): Statement<{ readonly issuerId: string; readonly schoolId: string | null }[]> {
  return listRows(removeSql, [iss]);
}
