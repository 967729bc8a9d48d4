import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import pg from "pg";
import t from "tap";
import type { Call } from "../../support/api.ts";
import { startTestService } from "../../support/service.ts";

/** Words that occur only in data of this pupil. */
const canaries = {
  externalId: "kanarie-sleutel",
  eckId: "https://id.example/kanarie-eckid",
  firstName: "Kanarievoornaam",
  infix: "van-kanarie",
  lastName: "Kanarieachternaam",
  picture: "kanarieplaatje",
};
const own = "Kanarie.Adres@kanarie.example";
const ownKey = own.toLowerCase();
const shared = "gezin@home.nl";
const password = "kanarie vrolijke fietsbel";
const roster = {
  groups: [
    { externalId: "4A", name: "4A" },
    { externalId: "plus", name: "Plusklas" },
  ],
  teachers: [],
  pupils: [
    { ...canaries, group: "4A", groups: ["plus"] },
    { externalId: "2", firstName: "Ander", lastName: "Zus", group: "4A" },
  ],
};

t.test("access to and erasure of personal data", async (t) => {
  const service = await startTestService(t);
  const { api, smtp } = service;
  const { token } = await service.addClient("01AA");
  const stranger = (await service.addClient("02BB")).token;
  await api("putRoster", { token, body: roster });
  const siblings = { ...roster, pupils: roster.pupils.slice(1) };
  await api("putRoster", { token: stranger, body: siblings });
  const pupilIdOf = async (externalId: string, by = token) => {
    const { body } = await api("listHomeLogins", { token: by });
    return body.items.find((one: { externalId: string }) => one.externalId === externalId)?.id;
  };
  const pupilId = await pupilIdOf(canaries.externalId);
  const sibling = { pupilId: await pupilIdOf("2", stranger) };
  const path = { pupilId };
  const call = (operationId: string, rest: Call = {}) => api(operationId, { token, path, ...rest });
  const logIn = (typed: string) =>
    api("createHomeSession", { body: { email: own, password: typed } });
  const linksTo = (address: string) =>
    smtp
      .messagesTo(address)
      .flatMap(({ text }) => [...`${text}`.matchAll(/activate#(\S+)/g)].map(([, link]) => link));

  const client = new pg.Client({ connectionString: service.databaseUrl });
  await client.connect();
  t.teardown(() => client.end());
  /** Every row of every table as text, by table name. */
  const dump = async () => {
    const tables = await client.query(
      "select tablename from pg_tables where schemaname = 'public'",
    );
    const lines = new Map<string, string>();
    for (const { tablename } of tables.rows) {
      const { rows } = await client.query(`select t::text as line from ${tablename} t`);
      lines.set(tablename, rows.map(({ line }) => line).join("\n"));
    }
    return lines;
  };
  const countOf = async (table: string) =>
    (await client.query(`select from ${table}`)).rowCount ?? 0;
  const tablesWith = async (words: readonly string[]) =>
    [...(await dump())]
      .filter(([, text]) => words.some((word) => text.toLowerCase().includes(word.toLowerCase())))
      .map(([table]) => table)
      .sort();

  // The address bounces, is delayed, gets mail, is activated, logs in, requests links and is guessed at.
  smtp.behave((to) => {
    if (to.toLowerCase() === ownKey) return "reject-recipient-550";
    return to === shared ? "reject-recipient-451" : "normal";
  });
  await call("setHomeLogin", { body: { emails: [own, shared] } });
  await api("setHomeLogin", { token: stranger, path: sibling, body: { emails: [shared] } });
  await service.dispatchAll();
  smtp.behave("normal");
  service.advance(600);
  await call("sendActivationMails", { body: { email: own } });
  await service.dispatchAll();
  const [link] = linksTo(own);
  service.advance(1);
  await api("activate", { body: { token: link, password } });
  const session = (await logIn(password)).body;
  service.advance(1);
  await api("requestLinks", { body: { email: own } });
  await service.dispatchAll();
  for (let attempt = 0; attempt < 6; attempt += 1) await logIn("een verkeerd wachtwoord");
  const homeAddresses = await client.query("select id from home_addresses where pupil_id = $1", [
    pupilId,
  ]);
  const homeAddressIds = homeAddresses.rows.map(({ id }) => id);

  await t.test(
    "one response contains all data of a pupil, and no link, token or password",
    async (t) => {
      const { status, body, text } = await call("getPersonalData");
      t.equal(status, 200);
      t.match(body.pupil, { id: pupilId, leftAt: null, ...canaries });
      t.match(body.groups, [
        { name: "4A", isOwn: true },
        { name: "Plusklas", isOwn: false },
      ]);
      const [first, second] = body.addresses;
      t.match(first, { email: own, status: "activated", hasPassword: true });
      t.match(
        first.mails.map(({ kind, outcome }: { kind: string; outcome: string }) => [kind, outcome]),
        [
          ["activation", "bounced"],
          ["activation", "sent"],
          ["password-notice", "sent"],
          ["links", "sent"],
        ],
      );
      t.match(first.mails[0].attempts, [{ outcome: "bounced", answer: /550/ }]);
      t.match(
        first.links.map(({ purpose }: { purpose: string }) => purpose),
        ["activation", "activation", "password-reset"],
      );
      t.equal(first.sessions.length, 1);
      t.match(second, { email: shared, status: "invited", hasPassword: false });
      t.match(second.mails[0].attempts, [{ outcome: "deferred" }, { outcome: "sent" }]);
      t.strictSame(body.auditEvents.map(({ action }: { action: string }) => action).sort(), [
        "activation-mails-sent",
        "address-bounced",
        "home-login-set",
        "password-made",
      ]);
      const secrets = [
        ...linksTo(own),
        ...linksTo(shared),
        session.refreshToken,
        "argon2",
        password,
      ];
      for (const secret of secrets) t.notOk(text.includes(`${secret}`));
    },
  );

  await t.test("the publishers are listed with exactly what a launch sends to each", async (t) => {
    const { publishers } = service.useCases;
    await publishers.set("malmberg", { needs: ["eck-id", "school"] });
    await publishers.set("zwijsen", { needs: ["first-name", "group"] });
    await publishers.set("noordhoff", { homeUseAllowed: false });
    const keys = ["blink", "malmberg", "noordhoff", "zwijsen"];
    await api("updateSchool", { token, body: { publishers: keys } });
    const { body } = await call("getPersonalData");
    const none = { firstName: null, groupName: null, eckId: null, brin: null };
    const data = body.publishers.map(({ pseudonym, ...one }: { pseudonym: string }) => one);
    t.strictSame(data, [
      { key: "blink", name: "Blink", ...none },
      { key: "malmberg", name: "Malmberg", ...none, eckId: canaries.eckId, brin: "01AA" },
      {
        key: "zwijsen",
        name: "Zwijsen",
        ...none,
        firstName: canaries.firstName,
        groupName: "4A",
      },
    ]);
    for (const { key, pseudonym } of body.publishers) {
      const launch = await api("createLaunch", {
        token: session.accessToken,
        body: { publisher: key },
      });
      t.equal(decodeJwt(launch.body.token).sub, pseudonym, key);
    }
    await api("updateSchool", { token, body: { publishers: [] } });
    t.strictSame((await call("getPersonalData")).body.publishers, []);
  });

  await t.test("another school can neither read nor erase the pupil", async (t) => {
    for (const operationId of ["getPersonalData", "erasePersonalData"]) {
      t.equal((await call(operationId, { token: stranger })).status, 404, operationId);
      const unknown = await call(operationId, { path: { pupilId: randomUUID() } });
      t.equal(unknown.status, 404, operationId);
    }
    t.equal((await call("getPersonalData")).status, 200);
  });

  await t.test("after erasure no table contains more of the pupil than its id", async (t) => {
    await api("requestLinks", { body: { email: own } });
    t.equal((await logIn("een verkeerd wachtwoord")).status, 429);
    const words = [...Object.values(canaries), ownKey, "kanarie", ...homeAddressIds];
    t.strictSame(await tablesWith(words), [
      "activation_links",
      "audit_addresses",
      "home_addresses",
      "home_sessions",
      "link_requests",
      "mail_items",
      "mailboxes",
      "mails",
      "pupils",
    ]);
    await api("createHomeSession", { body: { email: shared, password: "een gok" } });
    t.equal((await call("erasePersonalData")).status, 204);
    t.strictSame(await tablesWith(words), []);
    t.strictSame(await tablesWith([pupilId]), ["audit_events", "home_login_changes", "tombstones"]);
    t.equal(
      await countOf("throttles where failures > 0 and expires_at > level_until"),
      1,
      "shared",
    );
  });

  await t.test(
    "links and sessions of an erased pupil are invalid, and erasure is idempotent",
    async (t) => {
      t.equal((await logIn(password)).status, 429, "strangers do not see that it was deleted");
      service.advance(60);
      t.equal((await logIn(password)).status, 401);
      const current = await api("getHomeSession", { token: session.accessToken });
      t.equal(current.status, 401);
      t.equal(
        (await api("lookUpActivation", { body: { token: linksTo(own).at(-1) } })).status,
        404,
      );
      t.equal((await call("getPersonalData")).status, 404);
      t.equal((await call("erasePersonalData")).status, 204);
      const { body } = await api("listAuditEvents", { token, query: { pupilId } });
      t.match(
        body.items.filter(({ action }: { action: string }) => action === "pupil-erased"),
        { length: 1, 0: { emails: [], details: {}, actor: { kind: "client" } } },
      );
    },
  );

  await t.test("a sibling keeps the address, its mail and its link", async (t) => {
    const { body } = await api("getPersonalData", { token: stranger, path: sibling });
    t.match(body.addresses, [{ email: shared, mails: [{ outcome: "sent" }] }]);
    const links = new Set(linksTo(shared)); // each link occurs once for each of two languages
    const statuses = [];
    for (const one of links) {
      statuses.push((await api("lookUpActivation", { body: { token: one } })).status);
    }
    t.strictSame(statuses.sort(), [200, 404], "of the two children one is left");
  });

  await t.test(
    "a roster that still contains the pupil creates a new one without history",
    async (t) => {
      await api("putRoster", { token, body: roster });
      const newId = await pupilIdOf(canaries.externalId);
      t.not(newId, pupilId);
      const { body } = await call("getPersonalData", { path: { pupilId: newId } });
      t.match(body, { pupil: canaries, addresses: { length: 0 }, auditEvents: { length: 0 } });
    },
  );

  await t.test(
    "the data of a former pupil can be read and erased until retention ends",
    async (t) => {
      const left = { pupilId: await pupilIdOf("2") };
      await call("setHomeLogin", { path: left, body: { emails: ["vertrokken@home.nl"] } });
      await api("putRoster", { token, body: { ...roster, pupils: roster.pupils.slice(0, 1) } });
      t.equal((await call("getHomeLogin", { path: left })).status, 404);
      const { body } = await call("getPersonalData", { path: left });
      t.match(body, {
        pupil: { firstName: "Ander", leftAt: /Z$/ },
        addresses: [{ email: "vertrokken@home.nl", withdrawnAt: /Z$/ }],
      });
      t.equal((await call("erasePersonalData", { path: left })).status, 204);
      t.strictSame(await tablesWith(["vertrokken"]), []);
    },
  );

  await t.test(
    "a letter and the addresses of parents are in the data, and are erased",
    async (t) => {
      await api("putRoster", { token, body: roster });
      const path = { pupilId: await pupilIdOf("2") };
      const make = { token, body: { pupilIds: [path.pupilId] } };
      const [, code = ""] =
        /<p class="code">(.*?)</.exec((await api("createLetters", make)).text) ?? [];
      await api("proposeAddress", { body: { code, email: "voorgesteld@home.nl" } });
      const { body } = await call("getPersonalData", { path });
      t.match(body, {
        letter: { createdAt: /Z$/, expiresAt: /Z$/ },
        proposedAddresses: [{ email: "voorgesteld@home.nl", status: "waiting", settledAt: null }],
      });
      t.equal((await call("erasePersonalData", { path })).status, 204);
      t.strictSame(await tablesWith(["voorgesteld"]), []);
      t.strictSame(
        (await tablesWith([path.pupilId])).filter((table) => table !== "audit_events"),
        ["tombstones"],
      );
    },
  );

  await t.test("a removed address is kept until its removal notice has been sent", async (t) => {
    const ofSibling = { token: stranger, path: sibling };
    await call("removeHomeLogin", ofSibling);
    const { body } = await call("getPersonalData", ofSibling);
    t.match(body, {
      addresses: { length: 0 },
      removedAddresses: [{ email: shared, mail: { kind: "address-removed", outcome: null } }],
    });
    await service.dispatchAll();
    t.match((await call("getPersonalData", ofSibling)).body.removedAddresses, { length: 0 });
  });
});

t.test("a mail that another school queued earlier does not mention the erasure", async (t) => {
  const service = await startTestService(t);
  const { api, clock } = service;
  const written: string[] = [];
  const removed: string[] = [];
  const schools = [await service.addClient("01AA"), await service.addClient("02BB")];
  const pupilIds: string[] = [];
  for (const { token } of schools) {
    await api("putRoster", { token, body: roster });
    const { body } = await api("listHomeLogins", { token });
    const pupilId = body.items[0].id;
    pupilIds.push(pupilId);
    written.push(clock.now().toISOString());
    await api("setHomeLogin", { token, path: { pupilId }, body: { emails: [shared] } });
    service.advance(120);
  }
  const dataOf = async (index: number) => {
    const { token = "" } = schools[index] ?? {};
    const path = { pupilId: pupilIds[index] ?? "" };
    return (await api("getPersonalData", { token, path })).body;
  };
  for (const index of schools.keys()) {
    const { mails } = (await dataOf(index)).addresses[0];
    t.strictSame(
      mails.map(({ createdAt }: { createdAt: string }) => createdAt),
      [written[index]],
    );
  }

  await service.dispatchAll();
  for (const [index, { token }] of schools.entries()) {
    removed.push(clock.now().toISOString());
    const path = { pupilId: pupilIds[index] ?? "" };
    await api("removeHomeLogin", { token, path });
    service.advance(120);
  }
  for (const index of schools.keys()) {
    const { removedAddresses } = await dataOf(index);
    t.strictSame(
      removedAddresses.map(({ mail }: { mail: { createdAt: string } }) => mail.createdAt),
      [removed[index]],
    );
  }
});
