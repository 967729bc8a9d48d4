// Schools, added and removed by the operator.

import type { Clock } from "../../domain/clock.ts";
import { invalidRequest, type ValidationError } from "../../domain/errors.ts";
import { parseBrin } from "../../domain/school/brin.ts";
import { nameErrors } from "../../domain/school/setting-errors.ts";
import { newId, type Random } from "../../security/random.ts";
import { allowLongWork, type Database, type Transaction } from "../../store/database.ts";
import {
  findSchoolByBrin,
  insertSchool,
  listSchools,
  removeSchool,
  type School,
} from "../../store/school/schools.ts";

export type ListedSchool = Pick<School, "brin" | "name" | "createdAt">;

export interface SchoolService {
  /**
   * Returns the school with its BRIN in the stored form. Throws `invalid-request`, also for a BRIN
   * that exists already.
   */
  add(school: { readonly brin: string; readonly name: string }): Promise<ListedSchool>;
  /**
   * Deletes a school with all its data and that of its pupils, irreversibly. The name confirms the
   * choice. Throws `invalid-request` when no school has this BRIN and name.
   */
  remove(school: { readonly brin: string; readonly name: string }): Promise<ListedSchool>;
  /** Lists schools by BRIN. */
  list(): Promise<readonly ListedSchool[]>;
}

export function createSchoolService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
}): SchoolService {
  const { db, clock, random } = deps;

  return {
    add: ({ brin, name }) =>
      db.asService(async (tx) => {
        const now = clock.now();
        const parsed = parseBrin(brin);
        const validationErrors = [
          ...(await newBrinErrors(tx, parsed)),
          ...nameErrors("/name", name),
        ];
        if (validationErrors.length > 0 || parsed === undefined)
          throw invalidRequest(validationErrors);
        const school = { brin: parsed, name: name.trim(), createdAt: now };
        await insertSchool(tx, { id: newId(now, random), ...school });
        return school;
      }),

    remove: ({ brin, name }) =>
      db.asService(async (tx) => {
        const school = await findSchool(tx, brin, "/brin");
        if ("validationError" in school) throw invalidRequest([school.validationError]);
        if (school.name !== name.trim()) {
          throw invalidRequest([{ pointer: "/name", detail: "is not the name of this school" }]);
        }
        await allowLongWork(tx);
        await removeSchool(tx, school.id);
        return { brin: school.brin, name: school.name, createdAt: school.createdAt };
      }),

    list: async () => {
      const schools = await db.asService(listSchools);
      return schools.map(({ brin, name, createdAt }) => ({ brin, name, createdAt }));
    },
  };
}

async function newBrinErrors(
  tx: Transaction,
  brin: string | undefined,
): Promise<ValidationError[]> {
  if (brin === undefined) return [noBrin("/brin")];
  if (!(await findSchoolByBrin(tx, brin))) return [];
  return [{ pointer: "/brin", detail: `School ${brin} already exists.` }];
}

/**
 * Returns the schools with these BRINs, and a validation error under `/brins/<index>` for each
 * unknown one.
 */
export async function findSchools(
  tx: Transaction,
  brins: readonly string[],
): Promise<{
  readonly schools: readonly School[];
  readonly validationErrors: readonly ValidationError[];
}> {
  if (brins.length === 0) {
    return {
      schools: [],
      validationErrors: [{ pointer: "/brins", detail: "must contain at least one BRIN" }],
    };
  }
  const schools: School[] = [];
  const validationErrors: ValidationError[] = [];
  for (const [index, brin] of brins.entries()) {
    const found = await findSchool(tx, brin, `/brins/${index}`);
    if ("validationError" in found) validationErrors.push(found.validationError);
    else schools.push(found);
  }
  return { schools, validationErrors };
}

/** Returns the school with this BRIN, or a validation error. */
export async function findSchool(
  tx: Transaction,
  brin: string,
  pointer: string,
): Promise<School | { readonly validationError: ValidationError }> {
  const parsed = parseBrin(brin);
  if (parsed === undefined) return { validationError: noBrin(pointer) };
  const school = await findSchoolByBrin(tx, parsed);
  return school ?? { validationError: { pointer, detail: `There is no school ${parsed}.` } };
}

function noBrin(pointer: string): ValidationError {
  return { pointer, detail: "must be a BRIN, with a location code or without: 01AB or 01AB02" };
}
