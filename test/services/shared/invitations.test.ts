import t from "tap";
import { execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { daySeconds, startTwoChildren } from "../../support/families/two-children.ts";

const mother = "moeder@home.nl";
const service = await startTwoChildren(t);
const { db, coordinator, idOf } = service;
const ask = (text: string) =>
  db.asService((tx) => execute(tx, listRows<Record<string, unknown>>({ name: "", text }, [])));
/** Purpose of the newest link of a child, and the days until it expires. */
const newestLink = async (name: "Wimpie" | "Fatima") => {
  const [link] = await ask(
    `select l.purpose, extract(epoch from l.expires_at - l.created_at)::int as seconds
       from activation_links l join home_addresses a on a.id = l.home_address_id
      where a.pupil_id = '${idOf(name)}' order by l.id desc limit 1`,
  );
  return { purpose: link?.["purpose"], days: Number(link?.["seconds"]) / daySeconds };
};

t.test("an activation link expires after two weeks, or after the days of the school", async (t) => {
  await service.set("Wimpie", mother);
  t.strictSame(await newestLink("Wimpie"), { purpose: "activation", days: 14 });
  await service.schoolSettings.update(coordinator, { activationLinkDays: 5 });
  await service.set("Fatima", "vader@home.nl");
  t.strictSame(await newestLink("Fatima"), { purpose: "activation", days: 5 });
  const [fatima] = await service.addressesOf("Fatima");
  t.equal((fatima?.expiresAt?.getTime() ?? 0) - (fatima?.invitedAt.getTime() ?? 0), 5 * 86_400_000);
});

t.test("invitations to one mailbox share a mail, and another mailbox has its own", async (t) => {
  await service.set("Fatima", mother, "vader@home.nl");
  t.strictSame(await ask("select email_key from mails order by email_key"), [
    { email_key: mother },
    { email_key: "vader@home.nl" },
  ]);
  await service.dispatchAll();
  t.equal(service.linksTo(mother).length, 2);
  t.equal(service.linksTo("vader@home.nl").length, 1);
});

t.test("an activated address gets a link for a new password, and stays activated", async (t) => {
  await service.activate(service.linksTo("vader@home.nl")[0] ?? "");
  service.advance(daySeconds);
  await service.homeLogins.sendMails(coordinator, idOf("Fatima"), "vader@home.nl");
  t.match(await newestLink("Fatima"), { purpose: "password-reset" });
  const { days } = await newestLink("Fatima");
  t.ok(days < 5, "it expires sooner than an invitation");
  const addresses = await service.addressesOf("Fatima");
  t.strictSame(addresses.map(({ status }) => status).sort(), ["activated", "invited"]);
});
