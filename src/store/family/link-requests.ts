import { eq } from "drizzle-orm";
import { query, type Transaction } from "../database.ts";
import { linkRequests } from "../schema.ts";
import { type Question, question } from "../statement.ts";

const insertStatement = {
  name: "insert_link_request",
  text: `insert into link_requests (email_key, requested_at) values ($1, $2)
         on conflict do nothing`,
};

/** Records a request for links; repeating it has no effect. Known and unknown addresses cost the same. */
export function insertLinkRequest(emailKey: string, requestedAt: Date): Question<void> {
  return question(insertStatement, [emailKey, requestedAt], () => {});
}

const consumeStatement = {
  name: "consume_link_request",
  text: `delete from link_requests
          where email_key = (select email_key from link_requests
                              order by requested_at limit 1 for update skip locked)
      returning email_key as "emailKey"`,
};

/** Takes one request out, the oldest; it is back if the transaction fails. In service scope. */
export async function consumeLinkRequest(tx: Transaction): Promise<string | undefined> {
  const [request] = await query<{ emailKey: string }>(tx, consumeStatement, []);
  return request?.emailKey;
}

export async function removeLinkRequest(tx: Transaction, emailKey: string): Promise<void> {
  await tx.delete(linkRequests).where(eq(linkRequests.emailKey, emailKey));
}
