import { type LinkPurpose, openLinksMax } from "../../domain/activation.ts";
import type { Locale } from "../../domain/language/locale.ts";
import type { NetworkEnvironment } from "../../domain/school/network-environment.ts";
import type { activationLinks } from "../schema/home.ts";
import { command, findRow, hasRows, listRows, type Statement, unlessEmpty } from "../statement.ts";

export type ActivationLink = typeof activationLinks.$inferSelect;

/** A link with the data that its page and its redemption need. */
export interface LinkSubject {
  readonly purpose: LinkPurpose;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly replacedAt: Date | null;
  readonly declinedAt: Date | null;
  readonly homeAddressId: string;
  readonly pupilId: string;
  readonly email: string;
  readonly emailKey: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly schoolName: string;
  readonly schoolContact: string | null;
  readonly locale: Locale;
  readonly networkEnvironment: NetworkEnvironment | null;
  readonly networkEnvironmentUrl: string | null;
  readonly homeLoginBesideNetworkEnvironment: boolean;
}

const findSql = {
  name: "find_link",
  text: `select l.purpose, l.expires_at as "expiresAt", l.used_at as "usedAt",
                l.replaced_at as "replacedAt", l.refused_at as "declinedAt", a.id as "homeAddressId",
                a.pupil_id as "pupilId", a.email,
                a.email_key as "emailKey", p.first_name as "firstName", p.last_name as "lastName",
                s.name as "schoolName", s.contact as "schoolContact", s.locale, s.network_environment as "networkEnvironment",
                s.network_environment_url as "networkEnvironmentUrl",
                s.home_login_beside_network_environment as "homeLoginBesideNetworkEnvironment"
           from activation_links l
           join home_addresses a on a.school_id = l.school_id and a.id = l.home_address_id
           join pupils p on p.school_id = a.school_id and p.id = a.pupil_id and p.left_at is null
           join schools s on s.id = l.school_id
          where l.school_id = $1 and l.id = $2`,
};

export function findLink(schoolId: string, linkId: string): Statement<LinkSubject | undefined> {
  return findRow(findSql, [schoolId, linkId]);
}

type NewLink = Pick<ActivationLink, "id" | "homeAddressId" | "purpose" | "expiresAt">;

const replaceSql = {
  name: "replace_links",
  text: `update activation_links set replaced_at = $3
          where school_id = $1
            and id in (
                  select id from (
                    select id, row_number() over (partition by home_address_id
                                                      order by created_at desc, id desc) as place
                      from activation_links
                     where school_id = $1 and home_address_id = any($2)
                       and used_at is null and replaced_at is null) as unused
                   where place >= $4)`,
};

const extendSql = {
  name: "extend_links",
  text: `with longer as (
           select * from unnest($2::uuid[], $3::interval[]) as w (id, wait)),
         links as (
           update activation_links l set expires_at = l.expires_at + w.wait
             from longer w where l.school_id = $1 and l.id = w.id
           returning l.home_address_id, w.wait)
         update home_addresses a set expires_at = a.expires_at + links.wait
           from links where a.school_id = $1 and a.id = links.home_address_id`,
};

/** Extends links and their invitations by the time that their mails wait. */
export function extendLinks(
  schoolId: string,
  waits: readonly { readonly linkId: string; readonly ms: number }[],
): Statement<void> {
  return unlessEmpty(
    waits,
    command(extendSql, [
      schoolId,
      waits.map(({ linkId }) => linkId),
      waits.map(({ ms }) => `${ms} milliseconds`),
    ]),
  );
}

const insertSql = {
  name: "insert_links",
  text: `insert into activation_links (school_id, home_address_id, created_at, id, purpose, expires_at)
         select $1, n.home_address_id, $3, n.id, n.purpose, n.expires_at
           from unnest($2::uuid[], $4::uuid[], $5::text[], $6::timestamptz[])
                as n (home_address_id, id, purpose, expires_at)`,
};

/**
 * Closes the links of addresses that a new link replaces: all except the newest ones that may stay open
 * beside it. Call it before `insertLinks`. A new address has no links.
 */
export function replaceLinks(
  schoolId: string,
  homeAddressIds: readonly string[],
  replacedAt: Date,
): Statement<void> {
  return unlessEmpty(
    homeAddressIds,
    command(replaceSql, [schoolId, homeAddressIds, replacedAt, openLinksMax]),
  );
}

/** Inserts links, one for each address. */
export function insertLinks(
  schoolId: string,
  links: readonly NewLink[],
  createdAt: Date,
): Statement<void> {
  return unlessEmpty(
    links,
    command(insertSql, [
      schoolId,
      links.map(({ homeAddressId }) => homeAddressId),
      createdAt,
      links.map(({ id }) => id),
      links.map(({ purpose }) => purpose),
      links.map(({ expiresAt }) => expiresAt),
    ]),
  );
}

const newestSql = {
  name: "list_newest_links",
  text: `select home_address_id as "homeAddressId", max(created_at) as "createdAt"
           from activation_links
          where school_id = $1 and home_address_id = any($2) and used_at is null and replaced_at is null
          group by home_address_id`,
};

/** When the newest link of each address was created, of those neither used nor replaced; it may have expired. */
export function listNewestLinks(
  schoolId: string,
  homeAddressIds: readonly string[],
): Statement<Pick<ActivationLink, "homeAddressId" | "createdAt">[]> {
  return unlessEmpty(homeAddressIds, listRows(newestSql, [schoolId, homeAddressIds]));
}

const consumeSql = {
  name: "consume_link",
  text: `update activation_links
            set used_at = $3, refused_at = case when $4::boolean then $3::timestamptz end
          where school_id = $1 and id = $2
            and used_at is null and replaced_at is null and expires_at > $3
      returning 1`,
};

/**
 * Consumes a link, to set a password or to decline. Returns `true` to exactly one of several concurrent
 * callers.
 */
export function consumeLink(
  schoolId: string,
  linkId: string,
  now: Date,
  use: "password" | "decline" = "password",
): Statement<boolean> {
  const values = [schoolId, linkId, now, use === "decline"];
  return hasRows(consumeSql, values);
}
