// The story that every service has a part in: from the roster of a school to a child at home, and back.
import pg from "pg";
import t from "tap";
import { pupil, rosterOf } from "../support/families/roster-pupil.ts";
import { startServices } from "../support/services.ts";

const network = "203.0.113.7";
const origin = { requestId: "a request", network };
const page = { limit: 50, afterKey: undefined };
const mother = "ouder@home.nl";
const roster = rosterOf(pupil("1"), pupil("2", { firstName: "Fatima" }));

t.test("a pupil of a roster can log in at home", async (t) => {
  const service = await startServices(t);
  const coordinator = await service.addSchool("01AA");
  await service.rosters.put(coordinator, roster);
  const [group] = (await service.groups.list(coordinator, page)).items;
  const screen = await service.groups.get(coordinator, group?.id ?? "");
  const [fatima = "", wimpie = ""] = screen.pupils.map(({ id }) => id);
  const passwords = new Map([
    ["Wimpie", "groene olifant"],
    ["Fatima", "blauwe giraf"],
  ]);
  const links: string[] = [];
  const logIn = (name: string) =>
    service.sessions.create(mother, passwords.get(name) ?? "", network);

  await t.test("the family gets links, and each child makes its own password", async (t) => {
    for (const id of [wimpie, fatima]) await service.homeLogins.set(coordinator, id, [mother]);
    await service.dispatchAll();
    const text = `${service.smtp.messagesTo(mother).at(-1)?.text}`;
    links.push(...new Set([...text.matchAll(/activate#(\S+)/g)].map(([, link = ""]) => link)));
    t.equal(links.length, 2);
    for (const link of links) {
      const { pupil, purpose } = await service.activations.lookUp(link, origin);
      t.equal(purpose, "activation");
      await service.activations.activate(link, passwords.get(pupil.firstName ?? "") ?? "", origin);
    }
  });

  await t.test("each child logs in, and the session continues with a refresh", async (t) => {
    for (const name of passwords.keys()) {
      const { refreshToken } = await logIn(name);
      const { subject } = await service.sessions.refresh(refreshToken);
      t.match(subject, { firstName: name, groupName: "4A" });
    }
  });

  await t.test("a forgotten password is replaced with a new link", async (t) => {
    service.smtp.clear();
    await service.linkRequests.request(mother, network);
    await service.dispatchAll();
    const text = `${service.smtp.messagesTo(mother).at(-1)?.text}`;
    for (const [, link = ""] of text.matchAll(/activate#(\S+)/g)) {
      const { pupil, purpose } = await service.activations.lookUp(link, origin);
      t.equal(purpose, "password-reset");
      if (pupil.firstName !== "Fatima") continue;
      links.push(link);
      passwords.set("Fatima", "vrolijke fietsbel");
      await service.activations.activate(link, "vrolijke fietsbel", origin);
      break;
    }
    t.equal((await logIn("Fatima")).subject.firstName, "Fatima");
  });

  await t.test(
    "a child that leaves the school can no longer log in, its sibling can",
    async (t) => {
      await service.rosters.put(coordinator, { ...roster, pupils: roster.pupils.slice(1) });
      await t.rejects(logIn("Wimpie"), { code: "wrong-email-or-password" });
      t.equal((await logIn("Fatima")).subject.firstName, "Fatima");
    },
  );

  await t.test("no table contains a password or a link", async (t) => {
    const client = new pg.Client({ connectionString: service.url });
    await client.connect();
    t.teardown(() => client.end());
    const { rows: tables } = await client.query(
      "select tablename from pg_tables where schemaname = 'public'",
    );
    const secrets = ["groene olifant", "blauwe giraf", "vrolijke fietsbel", ...links];
    t.equal(secrets.length, 6);
    for (const { tablename } of tables) {
      const { rows } = await client.query(`select t::text as line from ${tablename} t`);
      const dump = rows.map(({ line }) => line).join("\n");
      t.strictSame(
        secrets.filter((secret) => dump.includes(secret)),
        [],
        tablename,
      );
    }
  });
});
