// A mailbox is what the children of one address share. It is locked before anything of its children
// changes, always in the order of the address, so that nobody waits for each other in a circle. It
// goes with its last home address, by a trigger.
import { eq } from "drizzle-orm";
import { query, type Transaction } from "./database.ts";
import { mailboxes } from "./schema.ts";

export type Mailbox = typeof mailboxes.$inferSelect;

const insertStatement = {
  name: "insert_mailboxes",
  text: `insert into mailboxes (email_key, password_salt)
         select * from unnest($1::text[], $2::bytea[]) as m (email_key, password_salt)
          order by email_key
         on conflict do nothing`,
};

const lockStatement = {
  name: "lock_mailboxes",
  text: "select from mailboxes where email_key = any($1) order by email_key for update",
};

/** Makes the mailboxes that are not there yet, and locks all of them. Once a transaction. */
export async function lockMailboxes(tx: Transaction, wanted: readonly Mailbox[]): Promise<void> {
  if (wanted.length === 0) return;
  const emailKeys = wanted.map(({ emailKey }) => emailKey);
  const salts = wanted.map(({ passwordSalt }) => passwordSalt);
  await query(tx, insertStatement, [emailKeys, salts]);
  await query(tx, lockStatement, [emailKeys]);
}

/** Locks a mailbox that may be gone by now. */
export async function lockMailbox(tx: Transaction, emailKey: string): Promise<Mailbox | undefined> {
  const [mailbox] = await tx
    .select()
    .from(mailboxes)
    .where(eq(mailboxes.emailKey, emailKey))
    .for("update");
  return mailbox;
}

export async function findMailbox(tx: Transaction, emailKey: string): Promise<Mailbox | undefined> {
  const [mailbox] = await tx.select().from(mailboxes).where(eq(mailboxes.emailKey, emailKey));
  return mailbox;
}
