import { and, eq } from "drizzle-orm";
import type { PasswordHash } from "../../security/password-hash.ts";
import type { Transaction } from "../database.ts";
import { pictureCodes } from "../schema/home.ts";
import { countRows, findRow, listRows, type Statement } from "../statement.ts";

export type PictureCodeRow = typeof pictureCodes.$inferSelect;

/** A child on its tile. */
export interface PictureChild {
  readonly id: string;
  readonly firstName: string | null;
  readonly picture: string | null;
  readonly schoolContact: string | null;
}

export interface TileChild extends PictureChild {
  /** Whether it has a picture code, and its group logs in with pictures. */
  readonly hasPictures: boolean;
}

/**
 * Lists the addresses with a code and their children, if the group logs in with pictures. An address
 * without a password is not listed, even if a code remains: pictures replace typing the password.
 */
const codesInUse = `
           from home_addresses a
           join picture_codes c on c.school_id = a.school_id and c.home_address_id = a.id
           join pupils p on p.school_id = a.school_id and p.id = a.pupil_id and p.left_at is null
           join group_pupils gp on gp.school_id = p.school_id and gp.pupil_id = p.id and gp.main
           join groups g on g.school_id = gp.school_id and g.id = gp.group_id
                        and g.login_method = 'picture'
          where a.email_key = $1 and a.withdrawn_at is null and a.password_hash is not null`;

const ofPupilSql = {
  name: "find_picture_code",
  text: `select c.school_id as "schoolId", c.home_address_id as "homeAddressId",
                c.code_salt as "codeSalt", c.code_hash as "codeHash", c.code_key_id as "codeKeyId",
                c.made_at as "madeAt" ${codesInUse} and a.pupil_id = $2`,
};

/**
 * Finds the code of one child of an address, if the group logs in with pictures. In the scope of the
 * child's school or of the service.
 */
export function findPictureCode(
  emailKey: string,
  pupilId: string,
): Statement<PictureCodeRow | undefined> {
  return findRow(ofPupilSql, [emailKey, pupilId]);
}

const childrenSql = {
  name: "list_tile_children",
  text: `select p.id, p.first_name as "firstName", p.picture, s.contact as "schoolContact",
                c.school_id is not null and g.id is not null as "hasPictures"
           from home_addresses a
           join pupils p on p.school_id = a.school_id and p.id = a.pupil_id and p.left_at is null
           join schools s on s.id = a.school_id
           left join picture_codes c on c.school_id = a.school_id and c.home_address_id = a.id
           left join group_pupils gp on gp.school_id = p.school_id and gp.pupil_id = p.id and gp.main
           left join groups g on g.school_id = gp.school_id and g.id = gp.group_id
                             and g.login_method = 'picture'
          where a.email_key = $1 and a.withdrawn_at is null and a.password_hash is not null
          order by p.first_name, p.id`,
};

/** Lists the children of an address that have a password, at all schools. In service scope. */
export function listTileChildren(emailKey: string): Statement<TileChild[]> {
  return listRows(childrenSql, [emailKey]);
}

export async function insertPictureCode(tx: Transaction, code: PictureCodeRow): Promise<void> {
  await tx.insert(pictureCodes).values(code);
}

/** Stores the same code with the current parameters. */
export async function updatePictureCodeHash(
  tx: Transaction,
  { schoolId, homeAddressId }: PictureCodeRow,
  { hash: codeHash, keyId: codeKeyId }: PasswordHash,
): Promise<void> {
  await tx
    .update(pictureCodes)
    .set({ codeHash, codeKeyId })
    .where(and(eq(pictureCodes.schoolId, schoolId), eq(pictureCodes.homeAddressId, homeAddressId)));
}

const resetSql = {
  name: "remove_picture_codes",
  text: `with gone as (
           delete from picture_codes where school_id = $1 and home_address_id = any($2) returning 1),
         ended as (
           delete from home_sessions
            where school_id = $1 and home_address_id = any($2) and device_id is not null)
         select from gone`,
};

/** Deletes picture codes and the sessions that they opened. Returns the number of codes. */
export function removePictureCodes(
  schoolId: string,
  homeAddressIds: readonly string[],
): Statement<number> {
  return countRows(resetSql, [schoolId, homeAddressIds]);
}
