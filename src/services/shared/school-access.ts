// Permissions of the school side. Rights and relations are read at every request, in its
// transaction, so that a change takes effect immediately (ASVS 8.3.2).
import type { Actor } from "../../domain/audit-event.ts";
import { notFound, ServiceError } from "../../domain/errors.ts";
import type { ClientRole, SchoolPrincipal } from "../../domain/principal.ts";
import { type Database, execute, type Transaction } from "../../store/database.ts";
import {
  type CredentialRow,
  findClientCredential,
  findIssuerCredential,
} from "../../store/operator/credentials.ts";
import {
  findGroup,
  type Group,
  type TaughtGroup,
  teachesGroup,
} from "../../store/school/groups.ts";
import {
  listTaughtPupils,
  type PupilHomeLoginRow,
  teachesPupil,
} from "../../store/school/pupils.ts";
import { findSchoolByBrin } from "../../store/school/schools.ts";
import type { Statement, Statements } from "../../store/statement.ts";
import type { AuditContext } from "./audit.ts";
import { createSchoolConnections } from "./school-connections.ts";

export interface SchoolAccess extends AuditContext {
  readonly role: ClientRole;
  /** `false` for a teacher without a role that sees the whole school. */
  readonly reachesWholeSchool: boolean;
  /**
   * The teacher whose groups the caller reaches; `undefined` when the school does not have that
   * teacher.
   */
  readonly teacherId: string | undefined;
}

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

/** The role that an operation needs, checked before its body is read. */
export type RequiredRole = "person" | "whole-school";

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

  async function schoolIdOf(brin: string): Promise<string> {
    const known = schoolIds.get(brin);
    if (known !== undefined) return known;
    const school = await db.asService((tx) => findSchoolByBrin(tx, brin));
    if (!school) throw withdrawn();
    schoolIds.set(brin, school.id);
    return school.id;
  }

  /**
   * Runs `work` with the id of a school; retries if no caller is found and the BRIN has a new id.
   */
  async function atSchool<Result>(
    brin: string,
    work: (schoolId: string) => Promise<Result>,
  ): Promise<Result> {
    const schoolId = await schoolIdOf(brin);
    try {
      return await work(schoolId);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== "unauthorized") throw error;
      if (schoolIds.get(brin) === schoolId) schoolIds.delete(brin);
      const newId = await schoolIdOf(brin);
      if (newId === schoolId) throw error;
      return await work(newId);
    }
  }

  const runIn =
    (run: typeof connections.inSchool): InOwnSchool =>
    (principal, work) =>
      atSchool(principal.brin, (schoolId) =>
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
    await atSchool(principal.brin, async (schoolId) => {
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
        (access) => requirements[required](access),
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
  if (!caller) throw withdrawn();
  const { role, origin } = principal;
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

/**
 * Returns the group if the caller sees the whole school or teaches it. Throws `not-found`,
 * `forbidden`.
 */
export async function requireGroup(
  tx: Transaction,
  access: SchoolAccess,
  groupId: string,
): Promise<Group> {
  requirePerson(access);
  const group = await execute(tx, findGroup(access.schoolId, groupId));
  if (!group) throw notFound();
  await requireTaught(access, (teacherId) =>
    execute(tx, teachesGroup(access.schoolId, groupId, teacherId)),
  );
  return group;
}

/** Checks a group that was read with its teachers; otherwise like `requireGroup`. */
export function requireTaughtGroup(
  access: SchoolAccess,
  group: TaughtGroup | undefined,
): TaughtGroup {
  requirePerson(access);
  if (!group) throw notFound();
  const { reachesWholeSchool, teacherId } = access;
  if (reachesWholeSchool || group.teachers.some(({ id }) => id === teacherId)) return group;
  throw forbidden();
}

type PupilReader = (schoolId: string, pupilId: string) => Statement<PupilHomeLoginRow | undefined>;

/**
 * Returns the pupil of `read` if the caller sees the whole school or teaches the pupil. Throws
 * `not-found`, `forbidden`.
 */
export async function requirePupil(
  tx: Transaction,
  access: SchoolAccess,
  pupilId: string,
  read: PupilReader,
): Promise<PupilHomeLoginRow> {
  requirePerson(access);
  const pupil = await execute(tx, read(access.schoolId, pupilId));
  if (!pupil) throw notFound();
  await requireTaught(access, (teacherId) =>
    execute(tx, teachesPupil(access.schoolId, pupilId, teacherId)),
  );
  return pupil;
}

/**
 * Returns whether the caller may access a pupil: a teacher only those of its groups, unless it sees
 * the whole school.
 */
export async function readReach(
  tx: Transaction,
  access: SchoolAccess,
): Promise<(pupilId: string) => boolean> {
  requirePerson(access);
  if (access.reachesWholeSchool) return () => true;
  const { schoolId, teacherId } = access;
  const taught =
    teacherId === undefined ? [] : await execute(tx, listTaughtPupils(schoolId, teacherId));
  const ids = new Set(taught);
  return (pupilId) => ids.has(pupilId);
}

/** A portal's own credential identifies no person, so it may not access pupils (ASVS 8.3.3). */
export function requirePerson(access: SchoolAccess): void {
  if (access.role === "portal") throw forbidden();
}

/** Throws `forbidden` unless the role may see data of the whole school. */
export function requireWholeSchool(access: SchoolAccess): void {
  if (access.role === "teacher") throw forbidden();
}

/** Throws `forbidden` for teachers and for a portal without a person. */
export function requireCoordinator(access: SchoolAccess): void {
  if (access.role !== "coordinator") throw forbidden();
}

const requirements: Readonly<Record<RequiredRole, (access: SchoolAccess) => void>> = {
  person: requirePerson,
  "whole-school": requireWholeSchool,
};

async function requireTaught(
  access: SchoolAccess,
  teaches: (teacherId: string) => Promise<boolean>,
): Promise<void> {
  if (access.reachesWholeSchool) return;
  if (access.teacherId === undefined || !(await teaches(access.teacherId))) throw forbidden();
}

function forbidden(): ServiceError {
  return new ServiceError("forbidden", "Your role does not allow this.");
}

function withdrawn(): ServiceError {
  return new ServiceError(
    "unauthorized",
    "The credential behind this token is not valid any more.",
  );
}
