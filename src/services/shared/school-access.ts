// Runs requests of the school side. Rights and relations are read at every request, in its
// transaction, so that a change takes effect immediately (ASVS 8.3.2).
import type { Actor } from "../../domain/audit-event.ts";
import { ServiceError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { type Database, execute, type Transaction } from "../../store/database.ts";
import {
  type CredentialRow,
  findClientCredential,
  findIssuerCredential,
} from "../../store/operator/credentials.ts";
import { findSchoolByBrin } from "../../store/school/schools.ts";
import type { Statements } from "../../store/statement.ts";
import { createSchoolConnections } from "./school-connections.ts";
import { type RequiredRole, requireRole, type SchoolAccess } from "./school-permissions.ts";

/**
 * Runs `work` on the caller's own school. Throws `unauthorized` when its credential has been
 * revoked.
 */
export type InOwnSchool = <Result>(
  principal: SchoolPrincipal,
  work: (tx: Transaction, access: SchoolAccess) => Promise<Result>,
) => Promise<Result>;

/** Reads in one round trip: returns nothing until `answer` has checked the owner of the rows. */
export type PipelineInOwnSchool = <Answers extends readonly unknown[], Result>(
  principal: SchoolPrincipal,
  statementsOf: (schoolId: string) => Statements<Answers>,
  answer: (access: SchoolAccess, ...found: Answers) => Result,
) => Promise<Result>;

/**
 * Reads the caller's credential and role in one round trip. Throws `unauthorized` for a revoked
 * credential and `forbidden` for another role.
 */
export type Admit = (principal: SchoolPrincipal, required: RequiredRole) => Promise<void>;

export interface SchoolAccessService {
  readonly admit: Admit;
  readonly inOwnSchool: InOwnSchool;
  /** Like `inOwnSchool`, but read-only, in one snapshot and without a lock. */
  readonly readOwnSchool: InOwnSchool;
  readonly pipelineInOwnSchool: PipelineInOwnSchool;
}

export function createSchoolAccess(deps: {
  readonly db: Database;
  readonly settings: { readonly databaseConnectionsMax: number };
}): SchoolAccessService {
  const { db } = deps;
  const connections = createSchoolConnections(db, deps.settings.databaseConnectionsMax);
  // A BRIN gets another id only when its school is removed and added again. Then no caller is found
  // under the old id; see `atSchool`.
  const schoolIds = new Map<string, string>();

  async function schoolIdOf({ brin, credential }: SchoolPrincipal): Promise<string> {
    const known = schoolIds.get(brin);
    if (known !== undefined) return known;
    const school = await db.asService((tx) => findSchoolByBrin(tx, brin));
    if (!school) throw withdrawn(credential);
    schoolIds.set(brin, school.id);
    return school.id;
  }

  /**
   * Runs `work` with the id of a school; retries if no caller is found and the BRIN has a new id.
   */
  async function atSchool<Result>(
    principal: SchoolPrincipal,
    work: (schoolId: string) => Promise<Result>,
  ): Promise<Result> {
    const { brin } = principal;
    const schoolId = await schoolIdOf(principal);
    try {
      return await work(schoolId);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== "unauthorized") throw error;
      if (schoolIds.get(brin) === schoolId) schoolIds.delete(brin);
      const newId = await schoolIdOf(principal);
      if (newId === schoolId) throw error;
      return await work(newId);
    }
  }

  const runIn =
    (run: typeof connections.inSchool): InOwnSchool =>
    (principal, work) =>
      atSchool(principal, (schoolId) =>
        run(schoolId, async (tx) => {
          const caller = await execute(tx, callerOf(schoolId, principal));
          return await work(tx, accessOf(schoolId, principal, caller));
        }),
      );

  const pipelineInOwnSchool: PipelineInOwnSchool = async <
    Answers extends readonly unknown[],
    Result,
  >(
    principal: SchoolPrincipal,
    statementsOf: (schoolId: string) => Statements<Answers>,
    answer: (access: SchoolAccess, ...found: Answers) => Result,
  ) =>
    await atSchool(principal, async (schoolId) => {
      const caller = callerOf(schoolId, principal);
      const [found, ...answers] = await connections.pipelineInSchool<
        [CredentialRow | undefined, ...Answers]
      >(schoolId, [caller, ...statementsOf(schoolId)]);
      return answer(accessOf(schoolId, principal, found), ...answers);
    });

  return {
    admit: (principal, required) =>
      pipelineInOwnSchool(
        principal,
        () => [],
        (access) => requireRole[required](access),
      ),
    inOwnSchool: runIn(connections.inSchool),
    readOwnSchool: runIn(connections.inSchoolSnapshot),
    pipelineInOwnSchool,
  };
}

function accessOf(
  schoolId: string,
  principal: SchoolPrincipal,
  caller: CredentialRow | undefined,
): SchoolAccess {
  const { role, origin, credential } = principal;
  if (!caller) throw withdrawn(credential);
  const reachesWholeSchool = role !== "teacher" || caller.hasWholeSchoolRole;
  const teacherId = reachesWholeSchool ? undefined : (caller.teacherId ?? undefined);
  return { schoolId, role, reachesWholeSchool, teacherId, origin, actor: actorOf(principal) };
}

function actorOf({ credential, subject }: SchoolPrincipal): Actor {
  return credential.kind === "client"
    ? { kind: "client", id: credential.clientId, person: subject }
    : { kind: "issuer", id: credential.issuerId, person: subject };
}

function callerOf(schoolId: string, { credential, subject }: SchoolPrincipal) {
  return credential.kind === "client"
    ? findClientCredential(schoolId, credential.clientId, subject)
    : findIssuerCredential(schoolId, credential.issuerId, subject);
}

/** The same answer for a school of another portal and one that does not exist. */
function withdrawn({ kind }: SchoolPrincipal["credential"]): ServiceError {
  const rejectedToken = { ...withdrawnRejections[kind], isSigned: true };
  const detail = say("token-rejected", { reason: rejectedToken.reason });
  return new ServiceError("unauthorized", detail, { rejectedToken });
}

const withdrawnRejections = {
  client: { claims: ["client_id"], reason: "the API client has been revoked" },
  issuer: { claims: ["school"], reason: "school must be one that the issuer may sign for" },
};
