import t from "tap";
import { execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { pupil, rosterOf } from "../../support/families/roster-pupil.ts";
import { startServices } from "../../support/services.ts";

const hour = 3_600;
const coolDownSeconds = 300;
const start = new Date("2026-09-01T08:30:00Z");
const names = ["open", "unknown", "activated", "declined", "failed"];

/** A school with one pupil for each name; the name is the state of its mail. */
const service = await startServices(t);
const { db, smtp, rosters, groups, homeLogins, bouncedMail, dispatchAll, advance } = service;
const coordinator = await service.addSchool("01AA");
await rosters.put(coordinator, rosterOf(...names.map((name) => pupil(name, { firstName: name }))));
const [group] = (await groups.list(coordinator, { limit: 1, afterKey: undefined })).items;
const { pupils } = await groups.get(coordinator, group?.id ?? "");
const emailOf = (name: string) => `${name}@home.nl`;
const pupilOf = (name: string) => pupils.find(({ firstName }) => firstName === name)?.id ?? "";
const statusOf = async (name: string) => {
  const { addresses } = await homeLogins.get(coordinator, pupilOf(name));
  return `${addresses[0]?.status} ${addresses[0]?.mail?.status}`;
};
const ask = (text: string, ...values: unknown[]) =>
  db.asService((tx) => execute(tx, listRows({ name: "", text }, values)));

smtp.behave((to) => (to === emailOf("open") ? "normal" : "reject-recipient-550"));
for (const name of names) await homeLogins.set(coordinator, pupilOf(name), [emailOf(name)]);
await dispatchAll();
await ask(
  `update home_addresses set bounced_at = null, bounce_reason = null, activated_at = $1,
          expires_at = null, password_key_id = 'key', password_hash = 'a hash'
    where email_key = $2`,
  start,
  emailOf("activated"),
);
await ask(
  "update home_addresses set bounce_reason = 'not-their-child' where email_key = $1",
  emailOf("declined"),
);
await ask(
  "update home_addresses set bounced_at = null, bounce_reason = null where email_key = $1",
  emailOf("failed"),
);
await ask("update mails set outcome = 'failed' where email_key = $1", emailOf("failed"));
smtp.behave("normal");

t.test("mail that bounced before the given time is not sent again", async (t) => {
  const later = new Date(start.getTime() + 1);
  t.strictSame(await bouncedMail.resend(later), { invited: 0, coolDown: 0, elsewhere: 0 });
});

t.test("pupils of a school with another environment at home get no mail", async (t) => {
  await ask(
    "update schools set network_environment = 'Elders', home_login_beside_network_environment = false",
  );
  t.strictSame(await bouncedMail.resend(start), { invited: 0, coolDown: 0, elsewhere: 2 });
  await ask("update schools set network_environment = null");
});

t.test("an address is invited again once, after the cool-down of its mailbox", async (t) => {
  smtp.clear();
  advance(1);
  t.strictSame(await bouncedMail.resend(start), { invited: 0, coolDown: 2, elsewhere: 0 });
  t.strictSame(await bouncedMail.resend(start), { invited: 0, coolDown: 0, elsewhere: 0 });
  await dispatchAll();
  advance(coolDownSeconds - 2);
  await dispatchAll();
  t.strictSame(smtp.recipients, [], "no mail within the cool-down");
  t.equal(await statusOf("unknown"), "invited waiting");
  advance(1);
  await dispatchAll();
  t.strictSame(smtp.recipients.toSorted(), [emailOf("failed"), emailOf("unknown")]);
  t.equal(await statusOf("unknown"), "invited sent");
  t.equal(await statusOf("failed"), "invited sent");
  t.equal(await statusOf("declined"), "bounced bounced");
  t.equal(await statusOf("activated"), "activated bounced");
  const events = await ask(
    "select actor_kind from audit_events where action = 'activation-mails-sent'",
  );
  t.strictSame(events, [{ actor_kind: "operator" }, { actor_kind: "operator" }]);
});

t.test("after the cool-down the new invitation is sent immediately", async (t) => {
  advance(hour);
  smtp.behave("reject-recipient-550");
  await homeLogins.sendMails(coordinator, pupilOf("unknown"), undefined);
  await dispatchAll();
  smtp.behave("normal");
  advance(hour);
  smtp.clear();
  const since = new Date(start.getTime() + hour * 1_000);
  t.strictSame(await bouncedMail.resend(since), { invited: 1, coolDown: 0, elsewhere: 0 });
  await dispatchAll();
  t.strictSame(smtp.recipients, [emailOf("unknown")]);
});
