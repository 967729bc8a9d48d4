import { eq } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import { linkRequests } from "../schema/home.ts";
import { command, findRow, type Statement } from "../statement.ts";

const insertSql = {
  name: "insert_link_request",
  text: `insert into link_requests (email_key, requested_at) values ($1, $2)
         on conflict do nothing`,
};

/** Records a request for links; repeating it has no effect. Known and unknown addresses cost the same. */
export function insertLinkRequest(emailKey: string, requestedAt: Date): Statement<void> {
  return command(insertSql, [emailKey, requestedAt]);
}

const consumeSql = {
  name: "consume_link_request",
  text: `delete from link_requests
          where email_key = (select email_key from link_requests
                              order by requested_at limit 1 for update skip locked)
      returning email_key as "emailKey"`,
};

/** Consumes the oldest request; a rollback restores it. In service scope. */
export function consumeLinkRequest(): Statement<{ readonly emailKey: string } | undefined> {
  return findRow(consumeSql, []);
}

export async function removeLinkRequest(tx: Transaction, emailKey: string): Promise<void> {
  await tx.delete(linkRequests).where(eq(linkRequests.emailKey, emailKey));
}
