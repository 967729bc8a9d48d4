import { addSeconds, daySeconds } from "../../domain/clock.ts";
import type { EmailAddress } from "../../domain/email-address.ts";
import { newId, type Random } from "../../security/random.ts";
import { execute, pipeline, type Transaction } from "../../store/database.ts";
import { extendLinks, insertLinks, replaceLinks } from "../../store/family/activation-links.ts";
import {
  type HomeAddress,
  insertHomeAddresses,
  updateInvitations,
} from "../../store/family/home-addresses.ts";
import type { MailCoolDown } from "../../store/mail/mail-cool-downs.ts";
import { enqueueMails } from "../../store/mail/outbox.ts";
import type { School } from "../../store/school/schools.ts";

export interface LinkLifetimes {
  /** Default if the school has not set one. */
  readonly activationSeconds: number;
  readonly passwordResetSeconds: number;
}

interface Invited extends Pick<HomeAddress, "id" | "emailKey" | "activatedAt"> {
  /** Rank of its mail in the queue of the request: 0 for a single pupil. */
  readonly rank?: number;
}

type InvitingSchool = Pick<School, "id" | "locale" | "activationLinkDays">;

/**
 * Invites home addresses. Returns when the mail of each mailbox is due, for the mailboxes whose mail
 * waits for the end of their cool-down.
 */
export type Invite = (
  tx: Transaction,
  addresses: readonly Invited[],
  mail: { readonly kind: "activation" | "links"; readonly school: InvitingSchool },
  now: Date,
) => Promise<ReadonlyMap<string, Date>>;

/** A home address that is not stored yet. */
export interface NewAddress extends EmailAddress {
  readonly id: string;
  readonly pupilId: string;
  readonly slot: number;
  readonly rank: number;
}

/** Inserts home addresses and invites them, and returns when each expires. In one round trip. */
export type InviteNew = <Address extends NewAddress>(
  tx: Transaction,
  addresses: readonly Address[],
  school: InvitingSchool,
  now: Date,
) => Promise<(Address & { readonly expiresAt: Date })[]>;

export function createInvite(deps: {
  readonly random: Random;
  readonly lifetimes: LinkLifetimes;
  readonly coolDown: MailCoolDown;
}): { readonly invite: Invite; readonly inviteNew: InviteNew } {
  const { random, lifetimes, coolDown } = deps;

  function activationEnd({ activationLinkDays: ownDays }: InvitingSchool, now: Date): Date {
    return addSeconds(now, ownDays === null ? lifetimes.activationSeconds : ownDays * daySeconds);
  }

  const mailsTo = (
    addresses: readonly (Invited & { readonly linkId: string })[],
    kind: "activation" | "links",
    school: InvitingSchool,
    now: Date,
  ) =>
    enqueueMails(
      { kind, locale: school.locale, createdAt: now, coolDown },
      addresses.map(({ id, emailKey, rank, linkId }) => ({
        mailId: newId(now, random),
        schoolId: school.id,
        homeAddressId: id,
        emailKey,
        rank,
        linkId,
      })),
    );

  /**
   * Adds a new link for each address, beside its newest ones (`openLinksMax`), and queues the mails:
   * one round trip for any number of addresses. The caller has locked the mailboxes.
   */
  const invite: Invite = async (tx, addresses, { kind, school }, now) => {
    const activationEndsAt = activationEnd(school, now);
    const passwordResetEndsAt = addSeconds(now, lifetimes.passwordResetSeconds);
    const invited = addresses.map((address) => ({ ...address, linkId: newId(now, random) }));
    const ids = addresses.map(({ id }) => id);
    const notActivated = addresses.filter(({ activatedAt }) => !activatedAt);
    const [, , , waiting] = await pipeline(tx, [
      replaceLinks(school.id, ids, now),
      insertLinks(
        school.id,
        invited.map(({ id, linkId, activatedAt }) => ({
          id: linkId,
          homeAddressId: id,
          purpose: activatedAt ? "password-reset" : "activation",
          expiresAt: activatedAt ? passwordResetEndsAt : activationEndsAt,
        })),
        now,
      ),
      updateInvitations(
        school.id,
        notActivated.map(({ id }) => id),
        { invitedAt: now, expiresAt: activationEndsAt },
      ),
      mailsTo(invited, kind, school, now),
    ]);
    await execute(tx, extendLinks(school.id, waitsOf(invited, waiting, now)));
    return waiting;
  };

  const inviteNew: InviteNew = async (tx, addresses, school, now) => {
    const expiresAt = activationEnd(school, now);
    const invited = addresses.map((address) => ({
      ...address,
      schoolId: school.id,
      linkId: newId(now, random),
      activatedAt: null,
      invitedAt: now,
      expiresAt,
    }));
    const [, , waiting] = await pipeline(tx, [
      insertHomeAddresses(invited),
      insertLinks(
        school.id,
        invited.map(({ id, linkId }) => ({
          id: linkId,
          homeAddressId: id,
          purpose: "activation",
          expiresAt,
        })),
        now,
      ),
      mailsTo(invited, "activation", school, now),
    ]);
    const waits = waitsOf(invited, waiting, now);
    await execute(tx, extendLinks(school.id, waits));
    const waitMs = new Map(waits.map(({ linkId, ms }) => [linkId, ms]));
    return invited.map(({ linkId }, index) => ({
      ...(addresses[index] as (typeof addresses)[number]),
      expiresAt: new Date(expiresAt.getTime() + (waitMs.get(linkId) ?? 0)),
    }));
  };

  return { invite, inviteNew };
}

/** How long the mail of each link waits, of those that wait. */
function waitsOf(
  invited: readonly { readonly emailKey: string; readonly linkId: string }[],
  waiting: ReadonlyMap<string, Date>,
  now: Date,
): { readonly linkId: string; readonly ms: number }[] {
  return invited.flatMap(({ emailKey, linkId }) => {
    const availableAt = waiting.get(emailKey);
    return availableAt ? [{ linkId, ms: availableAt.getTime() - now.getTime() }] : [];
  });
}
