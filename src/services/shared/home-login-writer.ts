// The only writer of home addresses, for one pupil or a whole school: one statement a step for any
// number of pupils. Locks each mailbox once, after the pupils.

import { type AddressChange, placeAddresses } from "../../domain/home-login.ts";
import { saltBytes } from "../../security/password-hash.ts";
import { newId, type Random } from "../../security/random.ts";
import { pipeline, type Transaction } from "../../store/database.ts";
import { type PupilAddress, removeHomeAddresses } from "../../store/family/home-addresses.ts";
import { lockMailboxes } from "../../store/family/mailboxes.ts";
import type { MailCoolDown } from "../../store/mail/mail-cool-downs.ts";
import { enqueueRemovalNotices } from "../../store/mail/removal-notices.ts";
import { updateHomeLoginTimestamps } from "../../store/school/pupil-sets.ts";
import type { School } from "../../store/school/schools.ts";
import type { AuditContext, RecordAudit } from "./audit.ts";
import type { InviteNew, NewAddress } from "./invitations.ts";

export interface HomeLoginChange extends AddressChange<PupilAddress> {
  readonly pupilId: string;
  /** Rank of its mails in the queue of the request: 0 for a single pupil. */
  readonly rank: number;
}

/** A home address that was inserted. */
export interface InsertedAddress extends NewAddress {
  readonly expiresAt: Date;
}

/**
 * Writes changes of different, locked pupils with their invitations and audit events. Returns the
 * inserted addresses. `isSilent` sends no mail about removed addresses, whose families know of it.
 */
export type WriteHomeLogins = (
  tx: Transaction,
  at: {
    readonly by: AuditContext;
    readonly school: School;
    readonly now: Date;
    readonly isSilent?: boolean;
  },
  changes: readonly HomeLoginChange[],
) => Promise<readonly InsertedAddress[]>;

const emailKeysOf = (addresses: readonly { readonly emailKey: string }[]) =>
  new Set(addresses.map(({ emailKey }) => emailKey));

export function createHomeLoginWriter(deps: {
  readonly random: Random;
  readonly inviteNew: InviteNew;
  readonly audit: RecordAudit;
  readonly coolDown: MailCoolDown;
}): WriteHomeLogins {
  const { random, inviteNew, audit, coolDown } = deps;
  const newMailboxes = (emailKeys: ReadonlySet<string>) =>
    [...emailKeys].map((emailKey) => ({ emailKey, passwordSalt: random.bytes(saltBytes) }));

  return async (tx, { by, school, now, isSilent = false }, changes) => {
    if (changes.length === 0) return [];
    const { schoolId } = by;
    const removedAddresses = changes.flatMap(({ rank, removed }) =>
      removed.map((address) => ({ ...address, rank })),
    );
    const fresh = changes.flatMap(({ pupilId, rank, kept, added }) =>
      placeAddresses(kept, added).map((address) => ({
        ...address,
        pupilId,
        rank,
        id: newId(now, random),
      })),
    );
    const removedKeys = emailKeysOf(removedAddresses);
    const freshKeys = emailKeysOf(fresh);
    await lockMailboxes(tx, newMailboxes(removedKeys.union(freshKeys)));
    await pipeline(tx, [
      enqueueRemovalNotices(
        schoolId,
        { locale: school.locale, createdAt: now, coolDown },
        (isSilent ? [] : removedAddresses).map(({ id, emailKey, rank }) => ({
          mailId: newId(now, random),
          homeAddressId: id,
          emailKey,
          rank,
        })),
      ),
      removeHomeAddresses(
        schoolId,
        removedAddresses.map(({ id }) => id),
      ),
      updateHomeLoginTimestamps(
        schoolId,
        changes.map(({ pupilId }) => pupilId),
        now,
      ),
    ]);
    // An address that moves from its only child to another lost its mailbox row in between.
    await lockMailboxes(tx, newMailboxes(removedKeys.intersection(freshKeys)));
    const inserted = await inviteNew(tx, fresh, school, now);
    const freshOf = Map.groupBy(fresh, ({ pupilId }) => pupilId);
    await audit(
      tx,
      by,
      changes.map(({ pupilId, kept, added, removed }) => ({
        action: kept.length + added.length > 0 ? "home-login-set" : "home-login-removed",
        pupilId,
        homeAddressIds: (freshOf.get(pupilId) ?? []).map(({ id }) => id),
        details: { added: added.length, removed: removed.length },
      })),
    );
    return inserted;
  };
}
