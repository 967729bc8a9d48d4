import t from "tap";
import { execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { startTwoChildren } from "../../support/families/two-children.ts";

const service = await startTwoChildren(t);
const { db, mailEvents } = service;
await service.set("Wimpie", "moeder@home.nl", "vader@home.nl");
await service.dispatchAll();
const ask = (text: string) =>
  db.asService((tx) => execute(tx, listRows<Record<string, string>>({ name: "", text }, [])));
const countEvents = async () =>
  (await ask("select from audit_events where action = 'address-bounced'")).length;
const [mail] = await ask("select id from mails where email_key = 'moeder@home.nl'");
const bounce = {
  messageId: `<${mail?.["id"]}@thuisinlog.example>`,
  event: "bounced",
  reason: "address-unknown",
} as const;

t.test("other events and events of unknown mails write nothing", async (t) => {
  const before = await ask("select xmin::text, id from mails order by id");
  await mailEvents.record(
    [
      { ...bounce, event: "delivered" },
      { ...bounce, event: "deferred" },
      { ...bounce, messageId: "<0199aaaa-0000-7000-8000-000000000000@thuisinlog.example>" },
      { ...bounce, messageId: "<another@example.com>" },
    ],
    {},
  );
  t.strictSame(await ask("select xmin::text, id from mails order by id"), before);
  t.equal(await countEvents(), 0);
});

t.test("concurrent reports of one bounce are one bounce and one event", async (t) => {
  const reports = Array.from({ length: 8 }, () =>
    mailEvents.record([bounce, { ...bounce, event: "complained" }], { requestId: "a request" }),
  );
  await Promise.all(reports);
  t.equal(await countEvents(), 1);
  const addresses = await service.addressesOf("Wimpie");
  t.strictSame(
    addresses.map(({ email, status }) => [email, status]),
    [
      ["moeder@home.nl", "bounced"],
      ["vader@home.nl", "invited"],
    ],
  );
});
