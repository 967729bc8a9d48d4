// A school as its coordinator sets it.
import { invalidRequest, ServiceError } from "../domain/errors.ts";
import type { SchoolPrincipal } from "../domain/principal.ts";
import { changedSettings, type SchoolSettings } from "../domain/school-settings.ts";
import { getSchool, lockSchool, type School, updateSchool } from "../store/schools.ts";
import type { RecordAudit } from "./audit.ts";
import { type InOwnSchool, requireCoordinator } from "./school-access.ts";
import { nameFaults } from "./schools.ts";

export interface OwnSchool extends SchoolSettings {
  readonly brin: string;
}

export interface SchoolSettingsService {
  get(principal: SchoolPrincipal): Promise<OwnSchool>;
  /**
   * Changes what is given and nothing else; what is so already is no change. Throws
   * `invalid-request`, `forbidden`, and `precondition-failed` for who has not seen what is there now.
   */
  update(
    principal: SchoolPrincipal,
    given: Partial<SchoolSettings>,
    precondition?: (current: OwnSchool) => boolean,
  ): Promise<OwnSchool>;
}

export function createSchoolSettingsService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly audit: RecordAudit;
}): SchoolSettingsService {
  const { inOwnSchool, audit } = deps;

  return {
    get: (principal) =>
      inOwnSchool(principal, async (tx, { schoolId }) => describe(await getSchool(tx, schoolId))),

    update: async (principal, given, precondition = () => true) => {
      const faults = given.name === undefined ? [] : nameFaults("/name", given.name);
      if (faults.length > 0) throw invalidRequest(faults);
      return await inOwnSchool(principal, async (tx, access) => {
        requireCoordinator(access);
        const { schoolId } = access;
        const current = describe(await lockSchool(tx, schoolId));
        if (!precondition(current)) throw changedMeanwhile();
        const changed = changedSettings(current, given);
        const names = Object.keys(changed);
        if (names.length === 0) return current;
        await updateSchool(tx, schoolId, changed);
        await audit(tx, access, [{ action: "school-updated", details: { changed: names } }]);
        return { ...current, ...changed };
      });
    },
  };
}

function describe({ id: _id, createdAt: _createdAt, ...school }: School): OwnSchool {
  return school;
}

function changedMeanwhile(): ServiceError {
  return new ServiceError("precondition-failed", "The school has changed since you read it.");
}
