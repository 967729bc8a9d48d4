// What a school year leaves in the tables that grow: for each pupil two invitations with their links and mails, a
// session, a remembered device, a picture code, five audit events, a letter and two changes in the feed. 33 million
// rows for the whole country.
import { address, id, type Size, writeInSteps } from "./data-set.ts";

const eventsOfPupil = 5;
const invitedAt = "now() - interval '60 days'";
const yearMs = 365 * 24 * 60 * 60 * 1_000;

/** The events of a school, at equal distances in the last year; their ids begin with their time. */
const event = `(select s, e, (s - 1) * $3::bigint + (e - 1) / ${eventsOfPupil} + 1 as n,
                       (extract(epoch from now()) * 1000)::bigint
                         - ${yearMs} / (${eventsOfPupil} * $3::bigint) * e as ms
                  from generate_series($1::bigint, $2) s,
                       generate_series(1, ${eventsOfPupil} * $3::int) e)`;

/** 32 bytes that differ for each address. */
function hash(purpose: string): string {
  return `sha256(convert_to('${purpose} ' || a, 'UTF8'))`;
}

const statements = [
  `insert into activation_links (school_id, id, home_address_id, purpose, created_at, expires_at, used_at)
   select ${id("school", "s")}, ${id("link", "a")}, ${id("address", "a")}, 'activation',
          ${invitedAt}, ${invitedAt} + interval '14 days', ${invitedAt} + interval '1 day'
     from ${address}`,
  `insert into mails (id, email_key, kind, locale, created_at, available_at, attempts, settled_at, outcome)
   select ${id("mail", "a")}, email, 'activation', 'nl', ${invitedAt}, ${invitedAt}, 1, ${invitedAt}, 'sent'
     from ${address} where $3::int > 0`,
  `insert into mail_items (school_id, mail_id, home_address_id, link_id)
   select ${id("school", "s")}, ${id("mail", "a")}, ${id("address", "a")}, ${id("link", "a")} from ${address}`,
  `insert into mail_attempts (mail_id, attempt, attempted_at, outcome, code, status, answer)
   select ${id("mail", "a")}, 1, ${invitedAt}, 'sent', 250, '2.0.0', '250 2.0.0 OK' from ${address}`,
  `insert into home_sessions (school_id, id, home_address_id, generation, created_at, expires_at)
   select ${id("school", "s")}, ${id("session", "a")}, ${id("address", "a")}, 1, now(), now() + interval '30 days'
     from ${address} where slot = 1`,
  `insert into audit_events (school_id, id, occurred_at, actor_kind, actor_id, action, pupil_id)
   select ${id("school", "s")}, ${id("event", "ms")}, to_timestamp(ms / 1000.0), 'client', 'portal',
          'home-login-changed', ${id("pupil", "n")}
     from ${event}`,
  `insert into audit_addresses (school_id, audit_event_id, home_address_id)
   select ${id("school", "s")}, ${id("event", "ms")}, ${id("address", "2 * n + 1")} from ${event}`,
  `insert into devices (school_id, id, home_address_id, email_key, token_hash, name, created_at, expires_at)
   select ${id("school", "s")}, ${id("device", "a")}, ${id("address", "a")}, email, ${hash("device")}, 'Tablet',
          ${invitedAt}, now() + interval '300 days'
     from ${address} where slot = 1`,
  `insert into picture_codes (school_id, home_address_id, code_salt, code_hash, code_key_id, made_at)
   select ${id("school", "s")}, ${id("address", "a")}, decode(md5(email), 'hex'), 'none', 'none', ${invitedAt}
     from ${address} where slot = 1`,
];

/** Of tables and columns that release 1.0.0 does not have. */
const newerStatements = [
  `insert into throttles (key, failures, blocked_until, expires_at, level_until)
   select ${hash("throttle")}, 1, 'epoch', now() + interval '2 hours', now()
     from ${address} where slot = 1 and $3::int > 0`,
  `insert into letters (school_id, pupil_id, id, code_hash, created_at, expires_at)
   select ${id("school", "s")}, ${id("pupil", "n")}, ${id("letter", "n")}, ${hash("letter")},
          ${invitedAt}, now() + interval '30 days'
     from ${address} where slot = 1`,
  `insert into home_login_changes (school_id, occurred_at, type, pupil_id)
   select ${id("school", "s")}, now() - interval '20 days', 'invited', ${id("pupil", "n")} from ${address}`,
];

/** Adds the year to the schools of `writeDataSet`; takes twice as long as these. */
export async function writeYear(
  url: string,
  size: Size,
  onProgress: (message: string) => void,
  { isOfRelease = false } = {},
): Promise<void> {
  const all = isOfRelease ? statements : [...statements, ...newerStatements];
  await writeInSteps(url, size, all, onProgress);
}
