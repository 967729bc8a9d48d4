// A child's picture code: the family sets it, the school can delete it, and only a hash is stored.
import { invalidRequest } from "../../domain/errors.ts";
import { type PictureCode, parsePictureCode, picturesOff } from "../../domain/picture-code.ts";
import type { FamilyPrincipal, SchoolPrincipal } from "../../domain/principal.ts";
import type { HashQueue } from "../../security/hash-queue.ts";
import { type PasswordHasher, saltBytes } from "../../security/password-hash.ts";
import type { Random } from "../../security/random.ts";
import { picturesByChild } from "../../security/throttle-policies.ts";
import { execute } from "../../store/database.ts";
import { listPupilAddresses } from "../../store/family/home-addresses.ts";
import type { SessionSubject } from "../../store/family/home-sessions.ts";
import { lockKnownMailboxes } from "../../store/family/mailboxes.ts";
import { insertPictureCode, removePictureCodes } from "../../store/family/picture-codes.ts";
import { lockPupil } from "../../store/school/pupils.ts";
import { type RecordAudit, theFamily } from "../shared/audit.ts";
import type { InOwnHome } from "../shared/family-access.ts";
import { secretOf } from "../shared/picture-secret.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { requirePupil } from "../shared/school-permissions.ts";
import type { Throttle } from "../shared/throttle.ts";

export interface PictureCodeService {
  /**
   * Sets the child's pictures and ends the sessions of the earlier ones. Throws `invalid-request`
   * for an invalid code, `pictures-off` when the group logs in with passwords, `unauthorized`, and
   * `forbidden` for a session that was opened with pictures.
   */
  set(principal: FamilyPrincipal, pictures: readonly string[], requestId: string): Promise<void>;
  /**
   * Deletes a pupil's pictures on both addresses and the sessions opened with them. Idempotent.
   * Throws `not-found`, `forbidden`.
   */
  reset(principal: SchoolPrincipal, pupilId: string): Promise<void>;
}

export function createPictureCodeService(deps: {
  readonly random: Random;
  readonly hasher: PasswordHasher;
  readonly hashQueue: HashQueue;
  readonly throttle: Throttle;
  readonly inOwnHome: InOwnHome;
  readonly inOwnSchool: InOwnSchool;
  readonly audit: RecordAudit;
}): PictureCodeService {
  const { random, hasher, hashQueue, throttle, inOwnHome, inOwnSchool, audit } = deps;

  return {
    set: async (principal, pictures, requestId) => {
      const code = requireCode(pictures);
      await inOwnHome(principal, async (_tx, subject) => requirePictureGroup(subject));
      const codeSalt = random.bytes(saltBytes);
      using place = hashQueue.reserve([principal.sessionId]);
      const hashed = await hasher.hash(secretOf(code), codeSalt, place);
      const { schoolId } = principal;
      await inOwnHome(principal, async (tx, subject, now) => {
        requirePictureGroup(subject);
        const { homeAddressId, pupilId } = subject;
        await execute(tx, removePictureCodes(schoolId, [homeAddressId]));
        await insertPictureCode(tx, {
          schoolId,
          homeAddressId,
          codeSalt,
          codeHash: hashed.hash,
          codeKeyId: hashed.keyId,
          madeAt: now,
        });
        await throttle.forgetIn(tx, { policy: picturesByChild, subject: homeAddressId });
        await audit(tx, { schoolId, actor: theFamily, origin: { requestId } }, [
          { action: "picture-code-made", pupilId, homeAddressIds: [homeAddressId] },
        ]);
      });
    },

    reset: (principal, pupilId) =>
      inOwnSchool(principal, async (tx, access) => {
        const { schoolId } = access;
        await requirePupil(tx, access, pupilId, lockPupil);
        const addresses = await listPupilAddresses(tx, schoolId, pupilId);
        await execute(tx, lockKnownMailboxes(addresses.map(({ emailKey }) => emailKey)));
        const homeAddressIds = addresses.map(({ id }) => id);
        if ((await execute(tx, removePictureCodes(schoolId, homeAddressIds))) === 0) return;
        await audit(tx, access, [{ action: "picture-codes-reset", pupilId, homeAddressIds }]);
      }),
  };
}

function requireCode(pictures: readonly string[]): PictureCode {
  const code = parsePictureCode(pictures);
  if (code) return code;
  throw invalidRequest([{ pointer: "/pictures", detail: "must be four different pictures" }]);
}

function requirePictureGroup({ groupLoginMethod }: SessionSubject): void {
  if (groupLoginMethod !== "picture") throw picturesOff();
}
