import pg from "pg";
import t from "tap";
import {
  daySeconds,
  origin,
  rosterWith,
  startTwoChildren,
} from "../../support/families/two-children.ts";
import { follow } from "../../support/feed/followed-changes.ts";

const service = await startTwoChildren(t);
const { activate, advance, coordinator, dispatchAll, homeLoginChanges, idOf, linksTo, set } =
  service;
const stranger = await service.addSchool("02BB");
const owner = new pg.Client({ connectionString: service.url });
await owner.connect();
t.teardown(() => owner.end());
const next = follow(homeLoginChanges, coordinator);
/** Waits for changes, and returns each as the key of the pupil and the type. */
const told = async (count: number) =>
  (await next(count)).map(({ externalId, type }) => `${externalId} ${type}`);
const linkTo = (email: string) => linksTo(email)[0] ?? "";
const bounce = async (email: string) => {
  const { rows } = await owner.query("select id from mails where email_key = $1 order by id", [
    email,
  ]);
  await service.db.asService((tx) => service.recordBounce(tx, rows.at(-1)?.id, "mailbox-full"));
};

t.test("invited: an address is entered, and two of one request are one change", async (t) => {
  await set("Wimpie", "ouder@home.nl", "opa@home.nl");
  await set("Wimpie", "opa@home.nl", "ouder@home.nl");
  await set("Fatima", "moeder@home.nl");
  t.strictSame(await told(2), ["Wimpie invited", "Fatima invited"]);
  await dispatchAll();
});

t.test("activated: a family sets its first password, and not another one", async (t) => {
  await activate(linkTo("opa@home.nl"));
  advance(daySeconds);
  await service.homeLogins.sendMails(coordinator, idOf("Wimpie"), "opa@home.nl");
  await dispatchAll();
  await activate(linkTo("opa@home.nl"), "een andere fietsbel");
  await activate(linkTo("ouder@home.nl"));
  t.strictSame(await told(2), ["Wimpie activated", "Wimpie activated"]);
});

t.test("declined: a family says that it is not its child, also after a bounce", async (t) => {
  await bounce("moeder@home.nl");
  await service.activationDeclinations.decline(linkTo("moeder@home.nl"), origin);
  t.strictSame(await told(2), ["Fatima bounced", "Fatima declined"]);
});

t.test("invited: again after a bounce, a decline or the end of a link", async (t) => {
  const resend = async () => {
    advance(daySeconds);
    await service.homeLogins.sendMails(coordinator, idOf("Fatima"), undefined);
    await dispatchAll();
  };
  await resend();
  t.strictSame(await told(1), ["Fatima invited"]);
  await resend();
  await bounce("moeder@home.nl");
  await bounce("moeder@home.nl");
  await resend();
  t.strictSame(await told(2), ["Fatima bounced", "Fatima invited"], "none while it is invited");
  advance(15 * daySeconds);
  await service.expiredInvitations.step();
  t.strictSame(await told(1), ["Fatima expired"]);
  await resend();
  advance(15 * daySeconds);
  await resend();
  t.strictSame(await told(2), ["Fatima invited", "Fatima invited"], "also when nobody noticed");
});

t.test("removed: an address is removed or replaced", async (t) => {
  await set("Wimpie", "oma@home.nl");
  await service.homeLogins.remove(coordinator, idOf("Wimpie"));
  await service.homeLogins.remove(coordinator, idOf("Wimpie"));
  t.strictSame(await told(3), ["Wimpie removed", "Wimpie invited", "Wimpie removed"]);
});

t.test("left and returned: a pupil with an address leaves the roster and is back", async (t) => {
  await service.rosters.put(coordinator, rosterWith(["Wimpie"]));
  await service.rosters.put(coordinator, rosterWith(["Wimpie", "Fatima"]));
  await service.rosters.put(coordinator, rosterWith(["Fatima"]));
  await set("Fatima", "tante@home.nl");
  t.strictSame(await told(3), ["Fatima left", "Fatima returned", "Fatima invited"]);
});

t.test("a pupil that is erased has a change without a key, unless it had left", async (t) => {
  await service.rosters.put(coordinator, rosterWith(["Fatima", "Wimpie"]));
  await set("Wimpie", "opa@home.nl");
  await service.rosters.put(coordinator, rosterWith(["Fatima"]));
  t.strictSame(await told(2), ["Wimpie invited", "Wimpie left"]);
  await service.personalData.erase(coordinator, idOf("Wimpie"));
  await service.personalData.erase(coordinator, idOf("Fatima"));
  const [removed, ...others] = await next(1);
  t.strictSame(others, []);
  t.match(removed, { type: "removed", pupilId: idOf("Fatima"), externalId: null, brin: "01AA" });
});

t.test("what is written by hand is in the feed too", async (t) => {
  await service.rosters.put(coordinator, rosterWith(["Fatima"]));
  const { items } = await service.homeLoginReports.list(
    coordinator,
    {},
    {
      limit: 1,
      afterKey: undefined,
    },
  );
  await service.homeLogins.set(coordinator, items[0]?.id ?? "", ["ouder@home.nl"]);
  await owner.query("delete from home_addresses");
  t.strictSame(await told(2), ["Fatima invited", "Fatima removed"]);
});

t.test("a school that is removed leaves nothing in the feed", async (t) => {
  await service.rosters.put(stranger, rosterWith(["Fatima"]));
  const { items } = await service.homeLoginReports.list(
    stranger,
    {},
    {
      limit: 1,
      afterKey: undefined,
    },
  );
  await service.homeLogins.set(stranger, items[0]?.id ?? "", ["vreemd@home.nl"]);
  await service.schools.remove({ brin: "02BB", name: "School 02BB" });
  const { rows } = await owner.query("select distinct school_id from home_login_changes");
  t.equal(rows.length, 1);
});

t.test("the service itself can neither write nor change what is in the feed", async (t) => {
  for (const text of [
    "insert into home_login_changes (school_id, pupil_id, type) select school_id, id, 'left' from pupils",
    "update home_login_changes set type = 'left'",
  ]) {
    await t.rejects(
      service.db.asService((tx) => tx.$client.query(text)),
      /permission denied/,
    );
  }
});
