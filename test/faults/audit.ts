// Compares acknowledged changes with the database and with delivered mail.
import type pg from "pg";
import { tokensIn } from "../integration/mail-catcher.ts";
import type { TestSmtpServer } from "../support/smtp-server.ts";
import type { Home } from "./load.ts";

export interface Findings {
  /** Acknowledged changes that are missing or different. */
  readonly lost: readonly string[];
  /** Partial changes. */
  readonly half: readonly string[];
  /** Invited addresses without a delivered mail with a link. */
  readonly withoutMail: readonly string[];
  /**
   * Mails with more duplicates than kills, failures and expired leases explain, or with different duplicates. A
   * lease can expire while the database is away; then two replicas deliver the mail, and record both.
   */
  readonly doubled: readonly string[];
  readonly mailCount: number;
  readonly duplicateCount: number;
  /** Deliveries with an unknown outcome: the replica was killed, or the final response was lost. */
  readonly unsureCount: number;
}

interface AddressRow {
  readonly pupilId: string;
  readonly email: string;
  readonly isActivated: boolean;
}

interface MailRow {
  readonly id: string;
  /** Deliveries without a recorded outcome. */
  readonly unsure: number;
  /** Recorded deliveries. */
  readonly sent: number;
}

const halfDone = {
  "an address without a link":
    "select a.email as what from home_addresses a where not exists (select from activation_links l where l.school_id = a.school_id and l.home_address_id = a.id)",
  "an address without an audit event":
    "select a.email as what from home_addresses a where not exists (select from audit_addresses x where x.school_id = a.school_id and x.home_address_id = a.id)",
  "a link without a mail":
    "select l.id as what from activation_links l where not exists (select from mail_items i where i.school_id = l.school_id and i.link_id = l.id)",
  "a used link without a password":
    "select l.id as what from activation_links l join home_addresses a on a.school_id = l.school_id and a.id = l.home_address_id where l.used_at is not null and a.password_hash is null",
  "a password without a used link":
    "select a.email as what from home_addresses a where a.password_hash is not null and not exists (select from activation_links l where l.school_id = a.school_id and l.home_address_id = a.id and l.used_at is not null)",
  "a password without its notice":
    "select a.email as what from home_addresses a where a.password_hash is not null and not exists (select from mail_items i join mails m on m.id = i.mail_id where i.school_id = a.school_id and i.home_address_id = a.id and m.kind = 'password-notice')",
  "a mail that is still open": "select id as what from mails where settled_at is null",
} as const;

/** A mail is deleted with its last address; this table keeps its number of unrecorded sends for the audit. */
const keepGoneMails = `
  create table gone_mails (id uuid primary key, unsure integer not null, sent integer not null);
  create function keep_gone_mail() returns trigger language plpgsql security definer as $$
  begin
    insert into gone_mails
    select old.id, old.attempts - count(*), count(*) filter (where outcome = 'sent') from mail_attempts
     where mail_id = old.id and (outcome <> 'deferred' or code is not null);
    return old;
  end $$;
  create trigger mails_kept before delete on mails for each row execute function keep_gone_mail();`;

/** Call it before the load starts. */
export async function prepareAudit(database: pg.Client): Promise<void> {
  await database.query(keepGoneMails);
}

/** Call it after the last request. */
export async function audit(
  database: pg.Client,
  smtp: TestSmtpServer,
  homes: readonly Home[],
): Promise<Findings> {
  const { rows: addresses } = await database.query<AddressRow>(
    `select pupil_id as "pupilId", email, activated_at is not null as "isActivated" from home_addresses`,
  );
  const { rows: mails } = await database.query<MailRow>(
    `select m.id, m.attempts - count(a) filter (where a.outcome <> 'deferred' or a.code is not null)::int as unsure,
            count(a) filter (where a.outcome = 'sent')::int as sent
       from mails m left join mail_attempts a on a.mail_id = m.id group by m.id
     union all select id, unsure, sent from gone_mails`,
  );
  return {
    lost: findLost(homes, addresses),
    half: await findHalf(database),
    withoutMail: addresses
      .map(({ email }) => email)
      .filter((email) => !smtp.messagesTo(email).some(hasLink)),
    ...countCopies(smtp, mails),
  };
}

function findLost(homes: readonly Home[], addresses: readonly AddressRow[]): string[] {
  const addressesOf = Map.groupBy(addresses, ({ pupilId }) => pupilId);
  return homes
    .filter(({ emails }) => emails.length > 0)
    .flatMap(({ pupilId, emails, activated }) => {
      const found = addressesOf.get(pupilId) ?? [];
      const missing = emails.filter((email) => !found.some((one) => one.email === email));
      const isIn = found.some(({ email, isActivated }) => email === activated && isActivated);
      return activated === undefined || isIn ? missing : [...missing, `password of ${activated}`];
    });
}

async function findHalf(database: pg.Client): Promise<string[]> {
  const found: string[] = [];
  for (const [name, text] of Object.entries(halfDone)) {
    const { rows } = await database.query<{ what: string }>(text);
    found.push(...rows.map(({ what }) => `${name}: ${what}`));
  }
  return found;
}

function countCopies(smtp: TestSmtpServer, mails: readonly MailRow[]) {
  const rows = new Map(mails.map((row) => [row.id, row]));
  const copiesOf = Map.groupBy(smtp.messages, ({ messageId = "" }) => messageId);
  const doubled: string[] = [];
  for (const [messageId, copies] of copiesOf) {
    const row = rows.get(messageId.slice(1).replace(/@.*$/, ""));
    if (row === undefined) doubled.push(`${messageId} is no mail of the service`);
    else if (copies.length > Math.max(row.sent, 1) + row.unsure) {
      doubled.push(`${messageId} came ${copies.length} times`);
    }
    const links = new Set(copies.map(({ text = "" }) => tokensIn(text).join()));
    if (links.size > 1) doubled.push(`${messageId} came with different links`);
  }
  return {
    doubled,
    mailCount: copiesOf.size,
    duplicateCount: smtp.messages.length - copiesOf.size,
    unsureCount: mails.reduce((sum, { unsure }) => sum + unsure, 0),
  };
}

function hasLink({ text = "" }: { readonly text?: string | undefined }): boolean {
  return tokensIn(text).length > 0;
}
