// A pupil as a portal shows it, and its picture, which the school chooses.
import type { Clock } from "../../domain/clock.ts";
import { changedMeanwhile, notFound } from "../../domain/errors.ts";
import { type AddressStatus, addressStatus } from "../../domain/home-login.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { type Drawing, drawingUrl } from "../../domain/school/drawing.ts";
import { execute } from "../../store/database.ts";
import {
  findPupilWithAddresses,
  lockPupil,
  type PupilRow,
  updatePicture,
} from "../../store/school/pupils.ts";
import type { RecordAudit } from "../shared/audit.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { requirePupil } from "../shared/school-permissions.ts";

export interface Pupil extends Omit<PupilRow, "addresses"> {
  /** URL of the drawing; `null` when `picture` is not one of the drawings. */
  readonly pictureUrl: string | null;
  readonly homeLogin: {
    readonly enabled: boolean;
    readonly addresses: readonly { readonly email: string; readonly status: AddressStatus }[];
  };
}

export interface PupilService {
  /**
   * Changes the picture of a pupil; an equal one is no change. Throws `not-found`, `forbidden`, and
   * `precondition-failed` for an outdated `If-Match`.
   */
  update(
    principal: SchoolPrincipal,
    pupilId: string,
    given: { readonly picture?: Drawing | null },
    precondition?: (current: Pupil) => boolean,
  ): Promise<Pupil>;
}

export function createPupilService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly clock: Clock;
  readonly audit: RecordAudit;
  readonly settings: { readonly publicUrl: string };
}): PupilService {
  const { inOwnSchool, clock, audit, settings } = deps;

  return {
    update: (principal, pupilId, { picture }, precondition) =>
      inOwnSchool(principal, async (tx, access) => {
        const { schoolId } = access;
        await requirePupil(tx, access, pupilId, lockPupil);
        const row = await execute(tx, findPupilWithAddresses(schoolId, pupilId));
        if (!row) throw notFound();
        const describe = pupilView(clock.now(), settings.publicUrl);
        const current = describe(row);
        if (precondition?.(current) === false) throw changedMeanwhile("pupil");
        if (picture === undefined || picture === row.picture) return current;
        await execute(tx, updatePicture(schoolId, pupilId, picture));
        const details = { changed: ["picture"] };
        await audit(tx, access, [{ action: "pupil-updated", pupilId, details }]);
        return describe({ ...row, picture });
      }),
  };
}

/** Returns a function that describes a pupil as it is at this time. */
export function pupilView(now: Date, publicUrl: string): (row: PupilRow) => Pupil {
  return ({ addresses, ...pupil }) => ({
    ...pupil,
    pictureUrl: drawingUrl(publicUrl, pupil.picture),
    homeLogin: {
      enabled: addresses.length > 0,
      addresses: addresses.map((address) => ({
        email: address.email,
        status: addressStatus(address, now),
      })),
    },
  });
}
