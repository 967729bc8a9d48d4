import type { EmailAddress } from "../../domain/email-address.ts";
import { ServiceError } from "../../domain/errors.ts";
import { homeAddressesMax, isBounced } from "../../domain/home-login.ts";
import { say } from "../../domain/messages/messages.ts";
import { saltBytes } from "../../security/password-hash.ts";
import { newId, type Random } from "../../security/random.ts";
import { execute, type Transaction } from "../../store/database.ts";
import type { HomeAddress } from "../../store/family/home-addresses.ts";
import { lockMailboxes } from "../../store/family/mailboxes.ts";
import type { MailCoolDown } from "../../store/mail/mail-cool-downs.ts";
import { enqueueMails } from "../../store/mail/outbox.ts";
import type { School } from "../../store/school/schools.ts";
import type { AuditContext } from "./audit.ts";
import type { InsertedAddress, WriteHomeLogins } from "./home-login-writer.ts";

/**
 * Adds an address that a parent entered to those of a locked pupil, invites it, and tells the other
 * address by mail that one was added, but not which. Throws `address-limit` for a third address.
 */
export type AddAddress = (
  tx: Transaction,
  at: { readonly by: AuditContext; readonly school: School; readonly now: Date },
  pupil: { readonly pupilId: string; readonly current: readonly HomeAddress[] },
  address: EmailAddress,
) => Promise<InsertedAddress>;

export function createAddAddress(deps: {
  readonly random: Random;
  readonly changeHomeLogins: WriteHomeLogins;
  readonly coolDown: MailCoolDown;
}): AddAddress {
  const { random, changeHomeLogins, coolDown } = deps;

  return async (tx, { by, school, now }, { pupilId, current }, address) => {
    requireRoom(current.length);
    // All at once and in order, because the mail to the other address needs its mailbox too.
    await lockMailboxes(
      tx,
      [...current, address].map(({ emailKey }) => ({
        emailKey,
        passwordSalt: random.bytes(saltBytes),
      })),
    );
    const change = { kept: current, added: [address], removed: [], pupilId, rank: 0 };
    const [inserted] = await changeHomeLogins(tx, { by, school, now }, [change]);
    if (!inserted) throw new Error("No address was inserted.");
    const notice = {
      kind: "address-added",
      locale: school.locale,
      createdAt: now,
      coolDown,
    } as const;
    await execute(
      tx,
      enqueueMails(
        notice,
        current
          .filter((one) => !isBounced(one))
          .map(({ id: homeAddressId, emailKey }) => ({
            mailId: newId(now, random),
            schoolId: school.id,
            homeAddressId,
            emailKey,
            linkId: null,
          })),
      ),
    );
    return inserted;
  };
}

/** Throws `address-limit` when a pupil has as many addresses as it may have. */
export function requireRoom(addresses: number): void {
  if (addresses < homeAddressesMax) return;
  throw new ServiceError("address-limit", say("address-limit"));
}
