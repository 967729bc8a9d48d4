import { and, eq, gt, isNull } from "drizzle-orm";
import type { LinkPurpose } from "../domain/activation.ts";
import type { Locale } from "../domain/locale.ts";
import { query, type Transaction } from "./database.ts";
import { activationLinks } from "./schema.ts";

export type ActivationLink = typeof activationLinks.$inferSelect;

/** A link with what its page and its redemption need to know. */
export interface LinkSubject {
  readonly purpose: LinkPurpose;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly replacedAt: Date | null;
  readonly homeAddressId: string;
  readonly pupilId: string;
  readonly email: string;
  readonly emailKey: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly schoolName: string;
  readonly locale: Locale;
}

const findStatement = {
  name: "find_link",
  text: `select l.purpose, l.expires_at as "expiresAt", l.used_at as "usedAt",
                l.replaced_at as "replacedAt", a.id as "homeAddressId",
                a.pupil_id as "pupilId", a.email,
                a.email_key as "emailKey", p.first_name as "firstName", p.last_name as "lastName",
                s.name as "schoolName", s.locale
           from activation_links l
           join home_addresses a on a.school_id = l.school_id and a.id = l.home_address_id
           join pupils p on p.school_id = a.school_id and p.id = a.pupil_id and p.left_at is null
           join schools s on s.id = l.school_id
          where l.school_id = $1 and l.id = $2`,
};

export async function findLink(
  tx: Transaction,
  schoolId: string,
  linkId: string,
): Promise<LinkSubject | undefined> {
  const [link] = await query<LinkSubject>(tx, findStatement, [schoolId, linkId]);
  return link;
}

/** Writes a new link and closes the one before it, of which there is at most one. */
export async function insertLink(
  tx: Transaction,
  link: Pick<
    ActivationLink,
    "schoolId" | "id" | "homeAddressId" | "purpose" | "createdAt" | "expiresAt"
  >,
): Promise<void> {
  await tx
    .update(activationLinks)
    .set({ replacedAt: link.createdAt })
    .where(isOpenFor(link.schoolId, link.homeAddressId));
  await tx.insert(activationLinks).values(link);
}

/** The newest link of an address that was neither used nor replaced, be it expired. */
export async function findOpenLink(
  tx: Transaction,
  schoolId: string,
  homeAddressId: string,
): Promise<ActivationLink | undefined> {
  const [link] = await tx.select().from(activationLinks).where(isOpenFor(schoolId, homeAddressId));
  return link;
}

/** Uses up a link; of any number of callers at once this is `true` for one. */
export async function consumeLink(
  tx: Transaction,
  schoolId: string,
  linkId: string,
  now: Date,
): Promise<boolean> {
  const used = await tx
    .update(activationLinks)
    .set({ usedAt: now })
    .where(
      and(
        eq(activationLinks.schoolId, schoolId),
        eq(activationLinks.id, linkId),
        isNull(activationLinks.usedAt),
        isNull(activationLinks.replacedAt),
        gt(activationLinks.expiresAt, now),
      ),
    )
    .returning({ id: activationLinks.id });
  return used.length === 1;
}

function isOpenFor(schoolId: string, homeAddressId: string) {
  return and(
    eq(activationLinks.schoolId, schoolId),
    eq(activationLinks.homeAddressId, homeAddressId),
    isNull(activationLinks.usedAt),
    isNull(activationLinks.replacedAt),
  );
}
