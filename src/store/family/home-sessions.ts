import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Publisher } from "../../domain/school/publisher.ts";
import type { LoginMethod } from "../../domain/school/settings.ts";
import type { Transaction } from "../database.ts";
import { homeSessions } from "../schema/home.ts";
import { command, findRow, type Statement } from "../statement.ts";

export type HomeSession = typeof homeSessions.$inferSelect;

/** Pupil, address and school of a session. */
export interface SessionSubject {
  readonly sessionId: string;
  readonly expiresAt: Date;
  /** Generation of the newest refresh token. */
  readonly generation: number;
  readonly pupilId: string;
  readonly firstName: string | null;
  /** Drawing beside the name; `null` without one. */
  readonly picture: string | null;
  readonly brin: string;
  readonly schoolName: string;
  readonly schoolContact: string | null;
  readonly groupId: string | null;
  readonly groupName: string | null;
  /** `null` without a group. */
  readonly groupLoginMethod: LoginMethod | null;
  readonly homeAddressId: string;
  readonly emailKey: string;
  /** Device on which pictures opened the session; `null` for a password. */
  readonly deviceId: string | null;
  /** `null` while the child has no pictures. */
  readonly pictureCodeMadeAt: Date | null;
}

/** An open session, with the software that its child may open. */
export interface OpenHomeSession extends SessionSubject {
  /** Sorted by name. */
  readonly software: readonly Publisher[];
}

const subjectColumns = `
  s.id as "sessionId", s.expires_at as "expiresAt", s.generation, p.id as "pupilId",
  p.first_name as "firstName", p.picture, sc.brin, sc.name as "schoolName", sc.contact as "schoolContact",
  g.id as "groupId", g.name as "groupName", g.login_method as "groupLoginMethod", a.id as "homeAddressId",
  a.email_key as "emailKey", s.device_id as "deviceId", c.made_at as "pictureCodeMadeAt"`;

const subjectTables = `
  join home_addresses a on a.school_id = s.school_id and a.id = s.home_address_id
  join pupils p on p.school_id = a.school_id and p.id = a.pupil_id and p.left_at is null
  join schools sc on sc.id = s.school_id
  left join group_pupils gp on gp.school_id = p.school_id and gp.pupil_id = p.id and gp.main
  left join groups g on g.school_id = gp.school_id and g.id = gp.group_id
  left join picture_codes c on c.school_id = a.school_id and c.home_address_id = a.id`;

const findSql = {
  name: "find_session",
  text: `select ${subjectColumns}
           from home_sessions s ${subjectTables}
          where s.school_id = $1 and s.id = $2 and s.ended_at is null and s.expires_at > $3`,
};

// The software of the school that the main group uses too; of a child without a main group, all of it.
const findWithSoftwareSql = {
  name: "find_session_with_software",
  text: `select ${subjectColumns},
                (select coalesce(json_agg(json_build_object(
                          'key', u.key, 'name', u.name, 'homeUrl', u.home_url, 'launchUrl', u.launch_url,
                          'homeUseAllowed', u.home_use_allowed, 'needs', u.needs) order by u.name, u.key), '[]')
                   from school_publishers sp
                   join publishers u on u.key = sp.publisher_key and u.home_use_allowed
                  where sp.school_id = s.school_id
                    and (g.publishers is null or u.key = any(g.publishers))) as software
           from home_sessions s ${subjectTables}
          where s.school_id = $1 and s.id = $2 and s.ended_at is null and s.expires_at > $3`,
};

// `for share` serialises with a password change: either it waits and then ends this session, or this statement
// waits and the hash no longer matches.
const insertion = `
  insert into home_sessions (school_id, id, home_address_id, generation, created_at, expires_at, device_id)
  select a.school_id, $3, a.id, 0, $4, $5, $6
    from home_addresses a
    join pupils p on p.school_id = a.school_id and p.id = a.pupil_id and p.left_at is null
   where a.school_id = $1 and a.id = $2 and a.withdrawn_at is null
     and ($7::text is null or a.password_hash = $7)
     for share of a`;
const openedSubject = `select ${subjectColumns} from opened s ${subjectTables}`;

const insertSql = {
  name: "insert_session",
  text: `with opened as (${insertion} returning *) ${openedSubject}`,
};

const insertUnlessLockedSql = {
  name: "insert_session_unless_locked",
  text: `with opened as (${insertion} skip locked returning *) ${openedSubject}`,
};

type NewSession = Omit<HomeSession, "generation" | "endedAt">;

/** Inserts a session, unless the child was removed or, with a hash, has another password now. */
export function insertSession(
  session: NewSession,
  passwordHash: string | undefined,
): Statement<SessionSubject | undefined> {
  return findRow(insertSql, valuesOf(session, passwordHash));
}

/** The same, unless another transaction changes the address just now. Waits for none. */
export function insertSessionUnlessLocked(
  session: NewSession,
  passwordHash: string | undefined,
): Statement<SessionSubject | undefined> {
  return findRow(insertUnlessLockedSql, valuesOf(session, passwordHash));
}

function valuesOf(session: NewSession, passwordHash: string | undefined): readonly unknown[] {
  const { schoolId, homeAddressId, id, createdAt, expiresAt, deviceId } = session;
  return [schoolId, homeAddressId, id, createdAt, expiresAt, deviceId, passwordHash];
}

/** Finds an open session with its pupil, address and school. */
export function findOpenSession(
  schoolId: string,
  sessionId: string,
  now: Date,
): Statement<SessionSubject | undefined> {
  return findRow(findSql, [schoolId, sessionId, now]);
}

/** Finds an open session with its subject, and the software that its child may open, by name. */
export function findOpenSessionWithSoftware(
  schoolId: string,
  sessionId: string,
  now: Date,
): Statement<OpenHomeSession | undefined> {
  return findRow(findWithSoftwareSql, [schoolId, sessionId, now]);
}

/** Consumes a refresh token. Returns the next generation to the one caller with the newest token, otherwise `undefined`. */
export async function consumeGeneration(
  tx: Transaction,
  schoolId: string,
  sessionId: string,
  generation: number,
  now: Date,
): Promise<number | undefined> {
  const [spent] = await tx
    .update(homeSessions)
    .set({ generation: sql`${homeSessions.generation} + 1` })
    .where(
      and(
        eq(homeSessions.schoolId, schoolId),
        eq(homeSessions.id, sessionId),
        eq(homeSessions.generation, generation),
        isNull(homeSessions.endedAt),
        gt(homeSessions.expiresAt, now),
      ),
    )
    .returning({ generation: homeSessions.generation });
  return spent?.generation;
}

const endSql = {
  name: "end_session",
  text: `update home_sessions set ended_at = $3
          where school_id = $1 and id = $2 and ended_at is null`,
};

export function endSession(schoolId: string, sessionId: string, endedAt: Date): Statement<void> {
  return command(endSql, [schoolId, sessionId, endedAt]);
}
