import { eq } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import { tokenIssuerSchools, tokenIssuers } from "../schema/credentials.ts";
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

export interface IssuerOfSchool {
  readonly iss: string;
  readonly jwksUri: string;
  readonly brin: string;
}

const listSql = {
  name: "list_issuers",
  text: `select i.iss, i.jwks_uri as "jwksUri", s.brin
           from token_issuers i
           join token_issuer_schools a on a.issuer_id = i.id
           join schools s on s.id = a.school_id
          order by i.iss, s.brin`,
};

/** Lists issuers, one row per school. */
export function listIssuers(): Statement<IssuerOfSchool[]> {
  return listRows(listSql, []);
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

const schoolsSql = {
  name: "list_schools_of_issuer",
  text: `select school_id as "schoolId" from token_issuer_schools where issuer_id = $1 order by school_id`,
};

/** Lists the ids of the schools for which an issuer may sign tokens. */
export function listSchoolsOfIssuer(issuerId: string): Statement<string[]> {
  return listRows(schoolsSql, [issuerId], ({ schoolId }: { schoolId: string }) => schoolId);
}
