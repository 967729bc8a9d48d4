import t from "tap";
import { newId, systemRandom } from "../../../src/security/random.ts";
import { execute } from "../../../src/store/database.ts";
import { lockMailbox } from "../../../src/store/family/mailboxes.ts";
import { enqueueMails } from "../../../src/store/mail/outbox.ts";
import { listRows } from "../../../src/store/statement.ts";
import { startTwoChildren } from "../../support/families/two-children.ts";
import { doneOrWaiting } from "../../support/locks.ts";

const service = await startTwoChildren(t);
const { coolDown, db, recordBounce } = service;
const ask = (text: string, ...values: unknown[]) =>
  db.asService((tx) => execute(tx, listRows<Record<string, string>>({ name: "", text }, values)));
const findMail = async (email: string) => {
  const [mail] = await ask(
    `select m.id, i.link_id as "linkId", i.school_id as "schoolId",
            i.home_address_id as "homeAddressId"
       from mails m join mail_items i on i.mail_id = m.id where m.email_key = $1`,
    email,
  );
  const { id = "", linkId = "", schoolId = "", homeAddressId = "" } = mail ?? {};
  return { id, linkId, schoolId, homeAddressId };
};
const countEvents = async () =>
  (await ask("select from audit_events where action = 'address-bounced'")).length;

t.test("a bounce marks every child of the mail once, with an event of the service", async (t) => {
  await service.set("Wimpie", "samen@home.nl", "ander@home.nl");
  await service.set("Fatima", "samen@home.nl");
  await service.dispatchAll();
  const { id } = await findMail("samen@home.nl");
  for (const _again of [1, 2]) {
    await db.asService((tx) => recordBounce(tx, id, "mailbox-full"));
  }
  for (const name of ["Wimpie", "Fatima"] as const) {
    const [address, other] = await service.addressesOf(name);
    t.equal(address?.status, "bounced", name);
    t.equal(other?.status, name === "Wimpie" ? "invited" : undefined);
  }
  const events = await ask(
    `select actor_kind, details->>'reason' as reason from audit_events
      where action = 'address-bounced'`,
  );
  t.strictSame(
    events,
    [1, 2].map(() => ({ actor_kind: "service", reason: "mailbox-full" })),
  );
});

t.test("a bounce during the insert of a newer mail does not mark the address", async (t) => {
  const emailKey = "terug@home.nl";
  await service.set("Fatima", emailKey);
  await service.dispatchAll();
  const { id: messageId, linkId, schoolId, homeAddressId } = await findMail(emailKey);
  const before = await countEvents();
  const now = new Date();
  const newer = { kind: "activation", locale: "nl", createdAt: now, coolDown } as const;
  const item = { mailId: newId(now, systemRandom), emailKey, schoolId, homeAddressId, linkId };
  let recording: Promise<unknown> = Promise.resolve();
  await db.asService(async (tx) => {
    await execute(tx, lockMailbox(emailKey));
    const bounce = { messageId, event: "bounced", reason: "address-unknown" } as const;
    recording = service.mailEvents.record([bounce], {});
    await doneOrWaiting(recording, ask);
    await execute(tx, enqueueMails(newer, [item]));
  });
  await recording;
  t.strictSame(await ask("select outcome from mails where id = $1", messageId), [
    { outcome: "bounced" },
  ]);
  t.strictSame(await ask("select bounced_at from home_addresses where email_key = $1", emailKey), [
    { bounced_at: null },
  ]);
  t.equal(await countEvents(), before);
});
