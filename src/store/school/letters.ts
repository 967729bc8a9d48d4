import { command, listRows, type Statement } from "../statement.ts";

/** A pupil that gets a letter. */
export interface LetterPupil {
  readonly id: string;
  readonly firstName: string | null;
  readonly infix: string | null;
  readonly lastName: string | null;
  /** Name of its main group. */
  readonly groupName: string | null;
}

/** Pupils by id, or all pupils of a group. */
export type LetterSelection =
  | { readonly groupId: string }
  | { readonly pupilIds: readonly string[] };

// The order in which a teacher hands them out: a class after the other, by name.
const listSql = {
  name: "list_letter_pupils",
  text: `select p.id, p.first_name as "firstName", p.infix, p.last_name as "lastName",
                g.name as "groupName"
           from pupils p
           left join group_pupils gp on gp.school_id = p.school_id and gp.pupil_id = p.id and gp.main
           left join groups g on g.school_id = gp.school_id and g.id = gp.group_id
          where p.school_id = $1 and p.left_at is null
            and p.id = any(case when $2::uuid is null then $3::uuid[]
                           else array(select pupil_id from group_pupils
                                       where school_id = $1 and group_id = $2) end)
          order by case when $2::uuid is null then g.name end collate "nl-x-icu",
                   coalesce(p.last_name, '') collate "nl-x-icu",
                   coalesce(p.first_name, '') collate "nl-x-icu", p.id
          limit $4`,
};

/** Lists pupils that are at the school now, in the order in which letters are handed out. */
export function listLetterPupils(
  schoolId: string,
  selection: LetterSelection,
  limit: number,
): Statement<LetterPupil[]> {
  const groupId = "groupId" in selection ? selection.groupId : null;
  const pupilIds = "pupilIds" in selection ? selection.pupilIds : [];
  return listRows(listSql, [schoolId, groupId, pupilIds, limit]);
}

export interface NewLetter {
  readonly id: string;
  readonly pupilId: string;
  readonly codeHash: Buffer;
}

const replaceSql = {
  name: "replace_letters",
  text: `insert into letters (school_id, pupil_id, id, code_hash, created_at, expires_at)
         select $1, pupil_id, id, code_hash, $5, $6
           from unnest($2::uuid[], $3::uuid[], $4::bytea[]) as l (pupil_id, id, code_hash)
          order by pupil_id
         on conflict (school_id, pupil_id) do update
            set id = excluded.id, code_hash = excluded.code_hash,
                created_at = excluded.created_at, expires_at = excluded.expires_at`,
};

/** Writes the letters of locked pupils; a newer letter of a pupil replaces the older one. */
export function replaceLetters(
  schoolId: string,
  letters: readonly NewLetter[],
  { createdAt, expiresAt }: { readonly createdAt: Date; readonly expiresAt: Date },
): Statement<void> {
  return command(replaceSql, [
    schoolId,
    letters.map(({ pupilId }) => pupilId),
    letters.map(({ id }) => id),
    letters.map(({ codeHash }) => codeHash),
    createdAt,
    expiresAt,
  ]);
}
