import { type Database, execute } from "../../src/store/database.ts";
import { listRows } from "../../src/store/statement.ts";

const writeStatement = {
  name: "write_bulk",
  text: `with school as (
           insert into schools (id, brin, name, created_at)
           values (gen_random_uuid(), 'test ' || $1, 'School ' || $1, $4) returning id),
         number as (select n from generate_series(1, $2::int) n),
         pupil as (
           insert into pupils (school_id, id, external_id, first_name)
           select school.id, gen_random_uuid(), n, 'Wimpie' from school, number
           returning school_id, id, external_id),
         mailbox as (
           insert into mailboxes (email_key, password_salt)
           select $1 || n || '@home.nl', decode(md5(n::text), 'hex') from number),
         address as (
           insert into home_addresses (school_id, id, pupil_id, slot, email, email_key, invited_at, expires_at)
           select school_id, gen_random_uuid(), id, 1, $1 || external_id || '@home.nl',
                  $1 || external_id || '@home.nl', $4, $4::timestamptz + interval '14 days' from pupil
           returning school_id, id, email_key),
         link as (
           insert into activation_links (school_id, id, home_address_id, purpose, created_at, expires_at)
           select school_id, gen_random_uuid(), id, 'activation', $4, $4::timestamptz + interval '14 days'
             from address
           returning school_id, id, home_address_id),
         mail as (
           insert into mails (id, email_key, kind, locale, created_at, available_at, rank)
           select gen_random_uuid(), $1 || n || '@home.nl', 'activation', 'nl', $4, $4, n + $3::int
             from number
           returning id, email_key)
         insert into mail_items (school_id, mail_id, home_address_id, link_id)
         select a.school_id, m.id, a.id, l.id
           from address a
           join link l on l.home_address_id = a.id
           join mail m on m.email_key = a.email_key`,
};

/**
 * Writes the mails of one bulk request of a new school to `<name>1@home.nl` and on, with ranks from
 * `firstRank`. A single mail has rank 0.
 */
export async function writeMails(
  db: Database,
  mails: { readonly name: string; readonly count: number; readonly firstRank: number },
  at: Date,
): Promise<void> {
  const { name, count, firstRank } = mails;
  await db.asService((tx) =>
    execute(tx, listRows(writeStatement, [name, count, firstRank - 1, at])),
  );
}
