import { arrayRows, type Statement } from "../statement.ts";

export interface CredentialRow {
  /** Teacher of this school with the caller's external id. */
  readonly teacherId: string | null;
  /** Whether the teacher has a role that sees the whole school. */
  readonly hasWholeSchoolRole: boolean;
}

const admitClient = {
  name: "admit_client",
  text: `select t.id, coalesce(t.roles && s.whole_school_roles, false)
           from api_clients c
           join schools s on s.id = c.school_id
           left join teachers t on t.school_id = c.school_id and t.external_id = $3
          where c.school_id = $1 and c.id = $2 and c.revoked_at is null`,
};

const admitIssuer = {
  name: "admit_issuer",
  text: `select t.id, coalesce(t.roles && s.whole_school_roles, false)
           from token_issuer_schools i
           join schools s on s.id = i.school_id
           left join teachers t on t.school_id = i.school_id and t.external_id = $3
          where i.school_id = $1 and i.issuer_id = $2`,
};

type Row = readonly [teacherId: string | null, hasWholeSchoolRole: boolean];

/** Finds a client of this school that has not been revoked. */
export function findClientCredential(
  schoolId: string,
  clientId: string,
  teacherExternalId: string,
): Statement<CredentialRow | undefined> {
  return arrayRows(admitClient, [schoolId, clientId, teacherExternalId], callerOf);
}

/** Finds a portal that may still sign tokens for this school. */
export function findIssuerCredential(
  schoolId: string,
  issuerId: string,
  teacherExternalId: string,
): Statement<CredentialRow | undefined> {
  return arrayRows(admitIssuer, [schoolId, issuerId, teacherExternalId], callerOf);
}

function callerOf([row]: readonly Row[]): CredentialRow | undefined {
  return row && { teacherId: row[0], hasWholeSchoolRole: row[1] };
}
