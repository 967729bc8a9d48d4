// Permissions of a caller in its own school.
import { notFound, ServiceError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import type { ClientRole } from "../../domain/principal.ts";
import { execute, type Transaction } from "../../store/database.ts";
import {
  findGroup,
  type Group,
  type TaughtGroup,
  teachesGroup,
} from "../../store/school/groups.ts";
import { listTaughtPupils } from "../../store/school/pupil-sets.ts";
import { type PupilHomeLoginRow, teachesPupil } from "../../store/school/pupils.ts";
import type { Statement } from "../../store/statement.ts";
import type { AuditContext } from "./audit.ts";

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

/** The role that an operation needs, checked before its body is read. */
export type RequiredRole = "person" | "whole-school";

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

/** Throws `forbidden` unless the caller may access all pupils of a request. */
export function requireReach(reachesAll: boolean): void {
  if (!reachesAll) throw forbidden();
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

/** Throws `forbidden` unless the caller has the role. */
export const requireRole: Readonly<Record<RequiredRole, (access: SchoolAccess) => void>> = {
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
  return new ServiceError("forbidden", say("role-insufficient"));
}
