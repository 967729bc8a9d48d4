import type { LinkPurpose } from "../domain/activation.ts";
import { after } from "../domain/clock.ts";
import type { SchoolSettings } from "../domain/school-settings.ts";
import { newId, type Random } from "../security/random.ts";
import { insertLink } from "../store/activation-links.ts";
import type { Transaction } from "../store/database.ts";
import { type HomeAddress, updateInvitation } from "../store/home-addresses.ts";
import { enqueueMail } from "../store/outbox.ts";

export interface LinkLifetimes {
  /** Where the school has not set its own. */
  readonly activationSeconds: number;
  readonly passwordResetSeconds: number;
}

type Invited = Pick<HomeAddress, "schoolId" | "id" | "emailKey" | "activatedAt">;

export type Invite = (
  tx: Transaction,
  address: Invited,
  mail: {
    readonly kind: "activation" | "links";
    readonly school: Pick<SchoolSettings, "locale" | "activationLinkDays">;
  },
  now: Date,
) => Promise<void>;

const daySeconds = 24 * 60 * 60;

/** Gives an address a new link, which closes the one before it, and writes down the mail that brings it. */
export function createInvite(deps: {
  readonly random: Random;
  readonly lifetimes: LinkLifetimes;
}): Invite {
  const { random, lifetimes } = deps;
  return async (tx, address, { kind, school }, now) => {
    const { locale, activationLinkDays: ownDays } = school;
    const purpose: LinkPurpose = address.activatedAt ? "password-reset" : "activation";
    const activationSeconds = ownDays === null ? lifetimes.activationSeconds : ownDays * daySeconds;
    const lifetime = purpose === "activation" ? activationSeconds : lifetimes.passwordResetSeconds;
    const { schoolId, emailKey, id: homeAddressId } = address;
    const expiresAt = after(now, lifetime);
    const linkId = newId(now, random);

    await insertLink(tx, {
      schoolId,
      id: linkId,
      homeAddressId,
      purpose,
      createdAt: now,
      expiresAt,
    });
    if (purpose === "activation") {
      await updateInvitation(tx, schoolId, homeAddressId, { invitedAt: now, expiresAt });
    }
    await enqueueMail(
      tx,
      { id: newId(now, random), emailKey, kind, locale, createdAt: now },
      { schoolId, homeAddressId, linkId },
    );
  };
}
