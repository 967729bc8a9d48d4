import { linkUnknown, requireOpenLink } from "../domain/activation.ts";
import type { Origin } from "../domain/audit-event.ts";
import type { Clock } from "../domain/clock.ts";
import { consumeLink } from "../store/activation-links.ts";
import { ask, askInTurn, type Database } from "../store/database.ts";
import { updateRefused } from "../store/home-addresses.ts";
import { endSessionsOfAddress } from "../store/home-sessions.ts";
import { lockMailbox } from "../store/mailboxes.ts";
import { type RecordAudit, theFamily } from "./audit.ts";
import { type OpenLink, requireLink } from "./open-links.ts";

export interface ActivationRefusalService {
  /**
   * Whoever got the link says that the child is not theirs: the link is used up, for exactly one
   * caller, and the school sees why. Other children on the address keep all; for this one no mail goes
   * there until a teacher sends it. Throws what looking the link up throws.
   */
  refuse(token: string, origin: Origin): Promise<void>;
}

export function createActivationRefusalService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly openLink: OpenLink;
  readonly audit: RecordAudit;
}): ActivationRefusalService {
  const { db, clock, openLink, audit } = deps;

  return {
    refuse: async (token, origin) => {
      const { reference, link } = await openLink(token, origin);
      const { schoolId, id } = reference;
      const { pupilId, homeAddressId, emailKey } = link;
      const now = clock.now();
      await db.atHome(
        emailKey,
        async (tx) => {
          const [, isConsumed] = await askInTurn(tx, [
            lockMailbox(emailKey),
            consumeLink(schoolId, id, now, "refusal"),
          ]);
          if (!isConsumed) {
            requireOpenLink(await requireLink(tx, { schoolId, id }), now);
            throw linkUnknown();
          }
          await updateRefused(tx, schoolId, homeAddressId, now);
          await ask(tx, endSessionsOfAddress(schoolId, homeAddressId, now));
          const by = { schoolId, actor: theFamily, origin: { requestId: origin.requestId } };
          await audit(tx, by, [
            { action: "address-refused", pupilId, homeAddressIds: [homeAddressId] },
          ]);
        },
        schoolId,
      );
    },
  };
}
