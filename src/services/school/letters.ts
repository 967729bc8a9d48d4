import { addSeconds, type Clock, daySeconds } from "../../domain/clock.ts";
import { invalidRequest, notFound, ServiceError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { letterCodeLength, letterCodeOf, lettersMax } from "../../domain/school/letters.ts";
import { requireHomeLoginHere } from "../../domain/school/network-environment.ts";
import { hashLetterCode } from "../../security/letter-code.ts";
import { newId, type Random } from "../../security/random.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import { allowLongWork, execute, type Transaction } from "../../store/database.ts";
import {
  type LetterPupil,
  type LetterSelection,
  listLetterPupils,
  replaceLetters,
} from "../../store/school/letters.ts";
import { lockPupils } from "../../store/school/pupil-sets.ts";
import { getSchool, type School } from "../../store/school/schools.ts";
import type { RecordAudit } from "../shared/audit.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import {
  readReach,
  requireGroup,
  requirePerson,
  requireReach,
  type SchoolAccess,
} from "../shared/school-permissions.ts";

/** What one letter says. */
export interface Letter extends Omit<LetterPupil, "id"> {
  /** Nobody can read the code again: the service keeps only its HMAC. */
  readonly code: string;
}

export interface LetterBatch {
  readonly letters: readonly Letter[];
  readonly school: Pick<School, "name" | "locale" | "contact" | "letters">;
  readonly expiresAt: Date;
}

export interface LetterService {
  /**
   * Makes a letter with a new code for each pupil: sorted by group if pupils are given by id, then by
   * last and first name. The codes of older letters of these pupils end. Throws `invalid-request`,
   * `not-found`, `forbidden`, `letters-off`, `network-environment`.
   */
  create(principal: SchoolPrincipal, selection: LetterSelection): Promise<LetterBatch>;
}

export function createLetterService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  readonly audit: RecordAudit;
  readonly settings: { readonly letterLifetimeDays: number };
}): LetterService {
  const { inOwnSchool, clock, random, keys, audit, settings } = deps;

  return {
    create: (principal, selection) =>
      inOwnSchool(principal, async (tx, access) => {
        requirePerson(access);
        await allowLongWork(tx);
        const { schoolId } = access;
        const school = await getSchool(tx, schoolId);
        const pupils = await pupilsOf(tx, access, selection);
        requireHomeLoginHere(school);
        if (school.letters === "off") throw new ServiceError("letters-off", say("letters-off"));
        const ids = pupils.map(({ id }) => id);
        const locked = await execute(tx, lockPupils(schoolId, ids));
        const present = new Set(locked.map(({ id }) => id));
        const now = clock.now();
        const expiresAt = addSeconds(now, settings.letterLifetimeDays * daySeconds);
        const made = pupils
          .filter(({ id }) => present.has(id))
          .map((pupil) => ({ ...pupil, code: letterCodeOf(random.bytes(letterCodeLength)) }));
        const stored = made.map(({ id: pupilId, code }) => ({
          pupilId,
          id: newId(now, random),
          codeHash: hashLetterCode(keys, code),
        }));
        await execute(tx, replaceLetters(schoolId, stored, { createdAt: now, expiresAt }));
        await audit(
          tx,
          access,
          made.map(({ id: pupilId }) => ({ action: "letter-made", pupilId })),
        );
        const { name, locale, contact, letters } = school;
        return {
          letters: made.map(({ id: _id, ...letter }) => letter),
          school: { name, locale, contact, letters },
          expiresAt,
        };
      }),
  };
}

async function pupilsOf(
  tx: Transaction,
  access: SchoolAccess,
  selection: LetterSelection,
): Promise<LetterPupil[]> {
  const { schoolId } = access;
  if ("groupId" in selection) await requireGroup(tx, access, selection.groupId);
  const pupils = await execute(tx, listLetterPupils(schoolId, selection, lettersMax + 1));
  if ("groupId" in selection) {
    if (pupils.length <= lettersMax) return pupils;
    const detail = say("letters-too-many", { max: lettersMax });
    throw invalidRequest([{ pointer: "/groupId", detail }]);
  }
  if (pupils.length < new Set(selection.pupilIds).size) throw notFound();
  const reaches = await readReach(tx, access);
  requireReach(pupils.every(({ id }) => reaches(id)));
  return pupils;
}
