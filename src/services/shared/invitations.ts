import { addSeconds, daySeconds } from "../../domain/clock.ts";
import { newId, type Random } from "../../security/random.ts";
import { execute, type Transaction } from "../../store/database.ts";
import { extendLinks, insertLinks, replaceLinks } from "../../store/family/activation-links.ts";
import { type HomeAddress, updateInvitations } from "../../store/family/home-addresses.ts";
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

export type Invite = (
  tx: Transaction,
  addresses: readonly Invited[],
  mail: {
    readonly kind: "activation" | "links";
    /** Whether the addresses are new and have no links yet. */
    readonly areNew?: boolean;
    readonly school: Pick<School, "id" | "locale" | "activationLinkDays">;
  },
  now: Date,
) => Promise<void>;

/**
 * Adds a new link for each address, beside its newest ones (`openLinksMax`), and queues the mails:
 * one statement for each step and any number of addresses. The caller has locked the mailboxes.
 */
export function createInvite(deps: {
  readonly random: Random;
  readonly lifetimes: LinkLifetimes;
  readonly coolDown: MailCoolDown;
}): Invite {
  const { random, lifetimes, coolDown } = deps;
  return async (tx, addresses, { kind, school, areNew = false }, now) => {
    const { locale, activationLinkDays: ownDays } = school;
    const activationSeconds = ownDays === null ? lifetimes.activationSeconds : ownDays * daySeconds;
    const activationEndsAt = addSeconds(now, activationSeconds);
    const passwordResetEndsAt = addSeconds(now, lifetimes.passwordResetSeconds);
    const invited = addresses.map((address) => ({ ...address, linkId: newId(now, random) }));

    const ids = addresses.map(({ id }) => id);
    if (!areNew) await execute(tx, replaceLinks(school.id, ids, now));
    await execute(
      tx,
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
    );
    const notActivated = addresses.filter(({ activatedAt }) => !activatedAt);
    await execute(
      tx,
      updateInvitations(
        school.id,
        notActivated.map(({ id }) => id),
        { invitedAt: now, expiresAt: activationEndsAt },
      ),
    );
    const waiting = await execute(
      tx,
      enqueueMails(
        { kind, locale, createdAt: now, coolDown },
        invited.map(({ id, emailKey, rank, linkId }) => ({
          mailId: newId(now, random),
          schoolId: school.id,
          homeAddressId: id,
          emailKey,
          rank,
          linkId,
        })),
      ),
    );
    const waits = invited.flatMap(({ emailKey, linkId }) => {
      const availableAt = waiting.get(emailKey);
      return availableAt ? [{ linkId, ms: availableAt.getTime() - now.getTime() }] : [];
    });
    await execute(tx, extendLinks(school.id, waits));
  };
}
