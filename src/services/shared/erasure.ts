// Deletion of one pupil with everything about it.
import { loginByAddress, picturesByChild } from "../../security/throttle-policies.ts";
import { execute, type Transaction } from "../../store/database.ts";
import { listPupilAddresses } from "../../store/family/home-addresses.ts";
import { removeLinkRequest } from "../../store/family/link-requests.ts";
import { findMailbox, lockKnownMailboxes } from "../../store/family/mailboxes.ts";
import { removeMailsAbout, removePupil } from "../../store/school/personal-data.ts";
import type { AuditContext, RecordAudit } from "./audit.ts";
import type { Throttle } from "./throttle.ts";

/**
 * Erases a locked pupil with its addresses, mails and throttle counts, and what is left of addresses
 * that no other child has. Audit events keep only the bare id. Sends no mail. In service scope.
 */
export type ErasePupil = (tx: Transaction, by: AuditContext, pupilId: string) => Promise<void>;

export function createErasePupil(deps: {
  readonly throttle: Throttle;
  readonly audit: RecordAudit;
}): ErasePupil {
  const { throttle, audit } = deps;

  /** Deletes throttle counts and link requests of addresses that no other child has. */
  async function forgetUnused(tx: Transaction, emailKeys: readonly string[]): Promise<void> {
    for (const emailKey of emailKeys) {
      if (await findMailbox(tx, emailKey)) continue;
      await removeLinkRequest(tx, emailKey);
      // The level stays until it decays: strangers must not see that the address was deleted.
      const attempt = { policy: loginByAddress, subject: emailKey };
      await execute(tx, await throttle.succeeding([], [attempt]));
    }
  }

  return async (tx, by, pupilId) => {
    const { schoolId } = by;
    const addresses = await listPupilAddresses(tx, schoolId, pupilId);
    const homeAddressIds = addresses.map(({ id }) => id);
    const emailKeys = addresses.map(({ emailKey }) => emailKey);
    await execute(tx, lockKnownMailboxes(emailKeys));
    await execute(tx, removeMailsAbout(schoolId, homeAddressIds));
    await removePupil(tx, schoolId, pupilId);
    for (const subject of homeAddressIds) {
      await throttle.forgetIn(tx, { policy: picturesByChild, subject });
    }
    await forgetUnused(tx, emailKeys);
    await audit(tx, by, [{ action: "pupil-erased", pupilId }]);
  };
}
