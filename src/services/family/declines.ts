import { linkUnknown, requireDeclinable, requireOpenLink } from "../../domain/activation.ts";
import type { RequestContext } from "../../domain/audit-event.ts";
import type { Clock } from "../../domain/clock.ts";
import { type Database, execute, pipeline } from "../../store/database.ts";
import { consumeLink } from "../../store/family/activation-links.ts";
import { revokeHomeAccess } from "../../store/family/home-access.ts";
import { updateDeclined } from "../../store/family/home-addresses.ts";
import { lockMailbox } from "../../store/family/mailboxes.ts";
import { type RecordAudit, theFamily } from "../shared/audit.ts";
import { type ResolveActivationLink, requireLink } from "./resolve-activation-link.ts";

export interface DeclineService {
  /**
   * Declines an activation: consumes the link, for exactly one caller, revokes every way to log in
   * with the address, and shows the school the reason. Other children on the address keep
   * everything. This child gets no mail there until a teacher sends one. Throws the errors of a
   * look-up of the link, and `not-an-invitation` for a link of purpose `password-reset`. Resolves
   * to the contact of the school.
   */
  decline(
    token: string,
    origin: RequestContext,
  ): Promise<{ readonly schoolContact: string | null }>;
}

export function createDeclineService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly openLink: ResolveActivationLink;
  readonly audit: RecordAudit;
}): DeclineService {
  const { db, clock, openLink, audit } = deps;

  return {
    decline: async (token, origin) => {
      const { reference, link } = await openLink(token, origin);
      requireDeclinable(link);
      const { schoolId, id } = reference;
      const { pupilId, homeAddressId, emailKey } = link;
      const now = clock.now();
      await db.atHome(
        emailKey,
        async (tx) => {
          const [, isConsumed] = await pipeline(tx, [
            lockMailbox(emailKey),
            consumeLink(schoolId, id, now, "decline"),
          ]);
          if (!isConsumed) {
            requireOpenLink(await requireLink(tx, { schoolId, id }), now);
            throw linkUnknown();
          }
          await updateDeclined(tx, schoolId, homeAddressId, now);
          await execute(tx, revokeHomeAccess(schoolId, [homeAddressId], now, "decline"));
          const by = { schoolId, actor: theFamily, origin: { requestId: origin.requestId } };
          await audit(tx, by, [
            { action: "address-refused", pupilId, homeAddressIds: [homeAddressId] },
          ]);
        },
        schoolId,
      );
      return { schoolContact: link.schoolContact };
    },
  };
}
