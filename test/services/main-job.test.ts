import pg from "pg";
import t from "tap";
import { pupil, rosterOf } from "../support/roster-pupil.ts";
import { startServices } from "../support/services.ts";

const network = "203.0.113.7";
const origin = { requestId: "a request", network };
const page = { limit: 50, after: undefined };
const roster = {
  ...rosterOf(pupil("1"), pupil("2", { firstName: "Fatima" })),
  teachers: [
    {
      externalId: "LK1",
      firstName: "Lia",
      infix: null,
      lastName: null,
      groups: ["4A"],
      roles: [],
    },
  ],
};

t.test("a pupil of a roster can log in at home", async (t) => {
  const service = await startServices(t);
  const coordinator = await service.addSchool("01AA");
  const stranger = await service.addSchool("02BB");
  await service.rosters.put(coordinator, roster);
  const [group] = (await service.groups.list(coordinator, page)).items;
  const screen = await service.groups.get(coordinator, group?.id ?? "");
  const [fatima, wimpie] = screen.pupils.map(({ id }) => id);
  if (!group || !fatima || !wimpie) throw new Error("The roster was not stored.");

  const tokensTo = (address: string) =>
    service.smtp.messages
      .filter(({ envelope }) => envelope.to.some((to) => to.toLowerCase() === address))
      .flatMap(({ text }) => [...`${text}`.matchAll(/activate#(\S+)/g)].map(([, token]) => token))
      .filter((token, index, all) => all.indexOf(token) === index)
      .map((token) => token ?? "");

  await t.test("the same roster again changes nothing", async (t) => {
    const plan = await service.rosters.put(coordinator, roster);
    t.strictSame(plan.pupils.unchanged, ["1", "2"]);
    t.strictSame([plan.pupils.added, plan.pupils.changed, plan.pupils.left], [[], [], []]);
  });

  await t.test("another school does not find these ids", async (t) => {
    await t.rejects(service.groups.get(stranger, group.id), { code: "not-found" });
    await t.rejects(service.homeLogins.get(stranger, wimpie), { code: "not-found" });
  });

  await t.test("all invalid addresses are reported, and nothing is stored or sent", async (t) => {
    const emails = ["a@b@c.nl", "Thuis@Home.nl", "thuis@home.nl"];
    const set = service.homeLogins.set(coordinator, wimpie, emails);
    await t.rejects(set, { code: "invalid-request", validationErrors: { length: 3 } });
    t.notOk((await service.homeLogins.get(coordinator, wimpie)).enabled);
    await service.dispatchAll();
    t.equal(service.smtp.messages.length, 0);
  });

  await t.test("each address gets one mail, and siblings share it", async (t) => {
    await service.homeLogins.set(coordinator, wimpie, ["Ouder@Home.nl", "ander@elders.nl"]);
    const set = await service.homeLogins.set(coordinator, fatima, ["ouder@home.nl"]);
    t.ok(set.enabled);
    t.match(set.addresses, [{ status: "invited", mail: { status: "waiting" } }]);
    await service.dispatchAll();
    t.equal(service.smtp.messages.length, 2);
    t.equal(tokensTo("ouder@home.nl").length, 2);
    t.equal(tokensTo("ander@elders.nl").length, 1);
    const after = await service.homeLogins.get(coordinator, fatima);
    t.equal(after.addresses[0]?.mail?.status, "sent");
    t.strictSame(after.updatedAt, set.updatedAt);
  });

  await t.test(
    "setting the same addresses, or a resend within the cool-down, sends no mail",
    async (t) => {
      await service.homeLogins.set(coordinator, wimpie, ["ander@elders.nl", "OUDER@home.nl"]);
      const { skipped } = await service.homeLogins.sendMails(coordinator, wimpie, undefined);
      t.strictSame(
        skipped.map(({ reason }) => reason),
        ["cool-down", "cool-down"],
      );
      await service.dispatchAll();
      t.equal(service.smtp.messages.length, 2);
    },
  );

  const names = new Map<string, string>();
  await t.test("looking up a link changes nothing, and a forged link is unknown", async (t) => {
    for (const token of tokensTo("ouder@home.nl")) {
      for (const _again of [1, 2]) {
        const { pupil, email } = await service.activations.lookUp(token, origin);
        names.set(pupil.firstName ?? "", token);
        t.match(email, /^ouder@home\.nl$/i);
      }
      const forged = `${token.slice(0, -1)}${token.endsWith("A") ? "E" : "A"}`;
      await t.rejects(service.activations.lookUp(forged, origin), { code: "link-unknown" });
    }
    t.strictSame([...names.keys()].sort(), ["Fatima", "Wimpie"]);
  });

  await t.test("a rejected password does not use up the link", async (t) => {
    const token = names.get("Wimpie") ?? "";
    for (const password of ["short", "password1", "Wimpie123"]) {
      const made = service.activations.activate(token, password, origin);
      await t.rejects(made, { code: "password-rejected" }, password);
    }
  });

  await t.test(
    "of sixteen concurrent activations with one link one succeeds, a hundred times",
    async (t) => {
      let token = names.get("Wimpie") ?? "";
      for (let round = 1; round <= 100; round += 1) {
        const tries = await Promise.allSettled(
          Array.from({ length: 16 }, (_, index) =>
            service.activations.activate(token, `vrolijke fietsbel ${index}`, origin),
          ),
        );
        const refusals = tries.flatMap((one) =>
          one.status === "rejected" ? [one.reason.code] : [],
        );
        t.strictSame(
          refusals,
          Array.from({ length: 15 }, () => "link-used"),
          `round ${round}`,
        );

        service.advance(400);
        await service.homeLogins.sendMails(coordinator, wimpie, "ouder@home.nl");
        service.smtp.clear();
        await service.dispatchAll();
        token = tokensTo("ouder@home.nl")[0] ?? "";
      }
    },
  );

  await t.test(
    "the password of a sibling is rejected, and each child logs in with its own",
    async (t) => {
      service.advance(3600);
      await service.homeLogins.sendMails(coordinator, wimpie, "ouder@home.nl");
      service.smtp.clear();
      await service.dispatchAll();
      const [reset = ""] = tokensTo("ouder@home.nl");
      const fatimas = names.get("Fatima") ?? "";
      await service.activations.activate(reset, "groene olifant", origin);
      const taken = service.activations.activate(fatimas, "groene olifant", origin);
      await t.rejects(taken, { code: "password-taken-by-sibling" });
      await service.activations.activate(fatimas, "blauwe giraf", origin);

      const asWimpie = await service.sessions.create(" OUDER@home.nl", "groene olifant", network);
      const asFatima = await service.sessions.create("ouder@home.nl", "blauwe giraf", network);
      t.equal(asWimpie.subject.firstName, "Wimpie");
      t.equal(asFatima.subject.firstName, "Fatima");
      t.equal(asFatima.subject.groupName, "4A");
    },
  );

  await t.test("a wrong password and an unknown address get the same answer", async (t) => {
    const refused = { code: "wrong-email-or-password" };
    await t.rejects(service.sessions.create("ouder@home.nl", "gele kameel", network), refused);
    await t.rejects(service.sessions.create("niemand@home.nl", "gele kameel", network), refused);
    await t.rejects(service.sessions.create("ander@elders.nl", "gele kameel", network), refused);
  });

  await t.test("reuse of a refresh token ends its session", async (t) => {
    const first = await service.sessions.create("ouder@home.nl", "blauwe giraf", network);
    const second = await service.sessions.refresh(first.refreshToken);
    const ended = { code: "unauthorized" };
    await t.rejects(service.sessions.refresh(first.refreshToken), ended);
    await t.rejects(service.sessions.refresh(second.refreshToken), ended);
  });

  await t.test(
    "a link request sends one mail with all children, and none to an unknown address",
    async (t) => {
      await service.dispatchAll();
      service.smtp.clear();
      await service.linkRequests.request("Ouder@home.nl", network);
      await service.linkRequests.request("ouder@home.nl", network);
      await service.linkRequests.request("niemand@home.nl", network);
      await service.dispatchAll();
      await service.linkRequests.request("ouder@home.nl", network);
      await service.dispatchAll();
      t.equal(service.smtp.messages.length, 1, "no second mail within the cool-down");
      const tokens = tokensTo("ouder@home.nl");
      t.equal(tokens.length, 2);
      const { purpose } = await service.activations.lookUp(tokens[0] ?? "", origin);
      t.equal(purpose, "password-reset");
      const login = await service.sessions.create("ouder@home.nl", "blauwe giraf", network);
      t.equal(login.subject.firstName, "Fatima", "the old password works until it is replaced");
    },
  );

  await t.test("of fifty concurrent addresses for one free slot one is added", async (t) => {
    const seen = JSON.stringify(await service.homeLogins.get(coordinator, fatima));
    const tries = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        service.homeLogins.set(
          coordinator,
          fatima,
          ["ouder@home.nl", `nieuw${index}@home.nl`],
          (current) => JSON.stringify(current) === seen,
        ),
      ),
    );
    t.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
    t.equal((await service.homeLogins.get(coordinator, fatima)).addresses.length, 2);
  });

  await t.test("a removed address loses its password and its pending mail", async (t) => {
    service.smtp.clear();
    await service.homeLogins.remove(coordinator, fatima);
    const login = service.sessions.create("ouder@home.nl", "blauwe giraf", network);
    await t.rejects(login, { code: "wrong-email-or-password" });
    await service.dispatchAll();
    const written = service.smtp.messages.flatMap(({ envelope }) => envelope.to);
    t.strictSame(
      written.filter((to) => to.startsWith("nieuw")),
      [],
    );
  });

  await t.test("a pupil that leaves the roster loses home login immediately", async (t) => {
    const without = { ...roster, pupils: roster.pupils.slice(1) };
    const plan = await service.rosters.put(coordinator, without);
    t.strictSame(plan.pupils.left, ["1"]);
    const login = service.sessions.create("ouder@home.nl", "groene olifant", network);
    await t.rejects(login, { code: "wrong-email-or-password" });
    await t.rejects(service.homeLogins.get(coordinator, wimpie), { code: "not-found" });
  });

  await t.test("no table contains a password or a link", async (t) => {
    const client = new pg.Client({ connectionString: service.url });
    await client.connect();
    t.teardown(() => client.end());
    const { rows: tables } = await client.query(
      "select tablename from pg_tables where schemaname = 'public'",
    );
    const secrets = ["groene olifant", "blauwe giraf", "vrolijke fietsbel", ...names.values()];
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
