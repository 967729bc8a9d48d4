// A mailbox holds what the children of one address share. It is locked before a change of its children, always
// in the order of the address, to avoid deadlocks. A trigger deletes it with its last home address.
import { eq } from "drizzle-orm";
import type { PasswordHash } from "../../security/password-hash.ts";
import { pipeline, type Transaction } from "../database.ts";
import { mailboxes } from "../schema/home.ts";
import { arrayRows, command, type Statement, unlessEmpty } from "../statement.ts";

export type Mailbox = typeof mailboxes.$inferSelect;

const insertSql = {
  name: "insert_mailboxes",
  text: `insert into mailboxes (email_key, password_salt)
         select * from unnest($1::text[], $2::bytea[]) as m (email_key, password_salt)
          order by email_key
         on conflict do nothing`,
};

const lockSql = {
  name: "lock_mailboxes",
  text: "select from mailboxes where email_key = any($1) order by email_key for update",
};

/** Inserts missing mailboxes and locks all. Once per transaction. */
export async function lockMailboxes(tx: Transaction, wanted: readonly Mailbox[]): Promise<void> {
  const emailKeys = wanted.map(({ emailKey }) => emailKey);
  const salts = wanted.map(({ passwordSalt }) => passwordSalt);
  await pipeline(tx, [
    unlessEmpty(wanted, command(insertSql, [emailKeys, salts])),
    lockKnownMailboxes(emailKeys),
  ]);
}

/** Locks the mailboxes that exist. Once per transaction. */
export function lockKnownMailboxes(emailKeys: readonly string[]): Statement<void> {
  return unlessEmpty(emailKeys, command(lockSql, [emailKeys]));
}

const lockOneSql = {
  name: "lock_mailbox",
  text: "select from mailboxes where email_key = $1 for update",
};

/** Locks a mailbox, if it exists: without it the address has no rows. */
export function lockMailbox(emailKey: string): Statement<void> {
  return command(lockOneSql, [emailKey]);
}

const lockOfMailSql = {
  name: "lock_mailbox_of_mail",
  text: "select from mailboxes b join mails m using (email_key) where m.id = $1 for update of b",
};

/** Locks the mailbox of a mail, if both still exist. */
export function lockMailboxOfMail(mailId: string): Statement<void> {
  return command(lockOfMailSql, [mailId]);
}

export async function findMailbox(tx: Transaction, emailKey: string): Promise<Mailbox | undefined> {
  const [mailbox] = await tx.select().from(mailboxes).where(eq(mailboxes.emailKey, emailKey));
  return mailbox;
}

/** Passwords that a login is compared with. */
export interface MailboxPasswords {
  readonly passwordSalt: Buffer;
  readonly children: readonly ChildPassword[];
}

export interface ChildPassword {
  readonly schoolId: string;
  readonly homeAddressId: string;
  readonly password: PasswordHash;
}

// One row per child with a password, or one row without a child.
const mailboxPasswordsSql = {
  name: "find_household",
  text: `select m.password_salt, a.school_id, a.id, a.password_hash, a.password_key_id
           from mailboxes m
           left join home_addresses a on a.email_key = m.email_key and a.withdrawn_at is null
                                     and a.password_hash is not null
          where m.email_key = $1
          order by a.id`,
};

type MailboxRow = readonly [
  passwordSalt: Buffer,
  ...(readonly [schoolId: string, homeAddressId: string, hash: string, keyId: string]),
];

/** Finds all passwords of an address, at all schools. In the scope of the address. */
export function findMailboxPasswords(emailKey: string): Statement<MailboxPasswords | undefined> {
  return arrayRows(mailboxPasswordsSql, [emailKey], (rows: readonly MailboxRow[]) => {
    const [first] = rows;
    if (!first) return undefined;
    const children = rows
      .filter(([, schoolId]) => schoolId !== null)
      .map(([, schoolId, homeAddressId, hash, keyId]) => ({
        schoolId,
        homeAddressId,
        password: { hash, keyId },
      }));
    return { passwordSalt: first[0], children };
  });
}
