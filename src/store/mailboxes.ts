// A mailbox is what the children of one address share. It is locked before anything of its children
// changes, always in the order of the address, so that nobody waits for each other in a circle. It
// goes with its last home address, by a trigger.
import { asc, eq, inArray } from "drizzle-orm";
import type { Transaction } from "./database.ts";
import { mailboxes } from "./schema.ts";

export type Mailbox = typeof mailboxes.$inferSelect;

/** Makes the mailboxes that are not there yet, and locks all of them. */
export async function lockMailboxes(
  tx: Transaction,
  wanted: readonly Mailbox[],
): Promise<Mailbox[]> {
  if (wanted.length === 0) return [];
  await tx.insert(mailboxes).values(inOrder(wanted)).onConflictDoNothing();
  return await tx
    .select()
    .from(mailboxes)
    .where(
      inArray(
        mailboxes.emailKey,
        wanted.map(({ emailKey }) => emailKey),
      ),
    )
    .orderBy(asc(mailboxes.emailKey))
    .for("update");
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

function inOrder(wanted: readonly Mailbox[]): Mailbox[] {
  return [...wanted].sort((a, b) => (a.emailKey < b.emailKey ? -1 : 1));
}
