import t from "tap";
import { startTestService } from "../../support/service.ts";

const roster = {
  groups: [{ externalId: "4A", name: "4A" }],
  teachers: [{ externalId: "LK4", firstName: "Lia", groups: ["4A"] }],
  pupils: [{ externalId: "1", firstName: "Wimpie", group: "4A" }],
};
const daySeconds = 86_400;

const pointersOf = (problem: { readonly errors: readonly { readonly pointer: string }[] }) =>
  problem.errors.map(({ pointer }) => pointer);
const isOfPublishers = (changed: readonly string[]) => changed.includes("publishers");

t.test("a school and its settings", async (t) => {
  const service = await startTestService(t);
  const { api } = service;
  const { token } = await service.addClient("01AA");
  await api("putRoster", { token, body: roster });
  const teacher = (await service.addClient("01AA", "teacher", "LK4")).token;
  const update = (body: object, headers: Readonly<Record<string, string>> = {}) =>
    api("updateSchool", { token, body, headers });
  const current = async () => (await api("getSchool", { token: teacher })).body;
  const changes = async () => {
    const { body } = await api("listAuditEvents", { token });
    return body.items
      .filter(({ action }: { action: string }) => action === "school-updated")
      .map(({ details }: { details: { changed: string[] } }) => details.changed);
  };

  await t.test("a new school has the default settings and no network environment", async (t) => {
    t.strictSame(await current(), {
      brin: "01AA",
      name: "School 01AA",
      networkEnvironment: null,
      networkEnvironmentUrl: null,
      homeLoginBesideNetworkEnvironment: false,
      locale: "nl",
      contact: null,
      letters: "ask",
      retentionDays: 30,
      activationLinkDays: null,
      wholeSchoolRoles: [],
      publishers: [],
    });
  });

  await t.test("only given settings change, and the audit event names them", async (t) => {
    const before = await current();
    const { status, body } = await update({ retentionDays: 14, locale: "nl" });
    t.equal(status, 200);
    t.strictSame(body, { ...before, retentionDays: 14 });
    t.strictSame(await current(), body);
    await update({});
    await update({ retentionDays: 14 });
    t.strictSame(await changes(), [["retentionDays"]], "an unchanged value is no change");
  });

  await t.test("a URL is stored in the form of the URL Standard", async (t) => {
    const given = ["https:moo.example", "HTTPS://Moo.example", " https://moo.example "];
    for (const networkEnvironmentUrl of given) {
      const { status, body } = await update({ networkEnvironmentUrl });
      t.equal(status, 200);
      t.equal(body.networkEnvironmentUrl, "https://moo.example/");
    }
    await update({ networkEnvironmentUrl: null });
  });

  await t.test("a contact is an address or a URL, in one form, and null removes it", async (t) => {
    for (const [contact, stored] of [
      [" info@Regenboog.example ", "info@Regenboog.example"],
      ["HTTPS://regenboog.example", "https://regenboog.example/"],
    ]) {
      const { status, body } = await update({ contact });
      t.equal(status, 200);
      t.equal(body.contact, stored);
    }
    const events = (await changes()).filter((names: readonly string[]) =>
      names.includes("contact"),
    );
    t.strictSame(events, [["contact"], ["contact"]], "the audit event has no value");
    for (const contact of [
      "",
      " ",
      "020 123 45 67",
      "http://regenboog.example",
      "mailto:info@regenboog.example",
      "https://user@regenboog.example",
      "https://regenboog.example/#a",
      "info@regenboog.example\nBcc: a@b.example",
      `https://regenboog.example/${"a".repeat(254)}`,
      `https://regenboog.example/${"é".repeat(100)}`,
      7,
    ]) {
      const { status, body } = await update({ contact, name: " " });
      t.equal(status, 400, `${contact}`);
      t.strictSame(pointersOf(body).toSorted(), ["/contact", "/name"], `${contact}`);
    }
    t.equal((await current()).contact, "https://regenboog.example/");
    t.equal((await update({ contact: null })).body.contact, null);
  });

  await t.test("a merge patch is accepted too, and null removes a setting", async (t) => {
    const asPatch = { "Content-Type": "application/merge-patch+json" };
    t.equal((await update({ activationLinkDays: 3 }, asPatch)).body.activationLinkDays, 3);
    t.equal((await update({ activationLinkDays: null }, asPatch)).body.activationLinkDays, null);
  });

  await t.test("invalid and read-only settings are all rejected together", async (t) => {
    const before = await current();
    const { status, body } = await update({
      brin: "02BB",
      name: "",
      networkEnvironment: "Teletekst",
      locale: "de",
      letters: "always",
      retentionDays: 366,
      activationLinkDays: 0,
    });
    t.equal(status, 400);
    t.strictSame(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      "/activationLinkDays",
      "/brin",
      "/letters",
      "/locale",
      "/name",
      "/networkEnvironment",
      "/retentionDays",
    ]);
    t.equal((await update({ name: " \n " })).body.errors[0].pointer, "/name");
    t.equal((await update({ retentionDays: null })).status, 400);
    t.strictSame(await current(), before);
  });

  await t.test("If-Match allows a change only with the current ETag", async (t) => {
    const etag = (await api("getSchool", { token })).headers.get("etag") ?? "";
    t.equal((await update({ name: "De Regenboog" }, { "If-Match": '"stale"' })).status, 412);
    t.equal((await update({ name: "De Regenboog" }, { "If-Match": etag })).status, 200);
    t.equal((await update({ name: "De Wolk" }, { "If-Match": etag })).status, 412);
  });

  await t.test("a school uses publishers of the catalogue, in any order", async (t) => {
    const { status, body } = await update({ publishers: ["zwijsen", "malmberg"] });
    t.equal(status, 200);
    t.strictSame(body.publishers, ["malmberg", "zwijsen"]);
    await update({ publishers: ["malmberg", "zwijsen"] });
    t.strictSame(
      (await changes()).filter(isOfPublishers),
      [["publishers"]],
      "the order is no change",
    );
    const refused = await update({ name: " ", publishers: ["blink", "teletekst", "", "\0"] });
    t.equal(refused.status, 400);
    t.strictSame(pointersOf(refused.body), [
      "/name",
      "/publishers/1",
      "/publishers/2",
      "/publishers/3",
    ]);
    t.equal((await update({ publishers: ["blink", "blink"] })).status, 400);
    t.strictSame((await current()).publishers, ["malmberg", "zwijsen"]);
  });

  await t.test("the catalogue says which publishers the school uses", async (t) => {
    const { body } = await api("listPublishers", { token });
    t.equal(body.items.length, 14);
    t.strictSame(body.items[0], {
      key: "ars-scribendi",
      name: "Ars Scribendi",
      homeUse: true,
      needs: [],
      enabled: false,
    });
    const used = body.items.filter(({ enabled }: { enabled: boolean }) => enabled);
    t.strictSame(
      used.map(({ key }: { key: string }) => key),
      ["malmberg", "zwijsen"],
    );
    t.equal((await api("listPublishers", { token: teacher })).status, 403);
    const portal = (await service.addClient("01AA", "portal")).token;
    t.strictSame((await api("listPublishers", { token: portal })).body, body);
  });

  const [group] = (await api("listGroups", { token })).body.items;

  await t.test(
    "a group uses all publishers of the school until it has its own choice",
    async (t) => {
      const choose = (publishers: unknown) =>
        api("updateGroup", { token, path: { groupId: group.id }, body: { publishers } });
      t.equal(group.publishers, null);
      t.strictSame((await choose(["zwijsen"])).body, { ...group, publishers: ["zwijsen"] });
      t.strictSame((await choose([])).body.publishers, []);
      const refused = await choose(["blink", "zwijsen"]);
      t.equal(refused.status, 400);
      t.strictSame(pointersOf(refused.body), ["/publishers/0"], "the school does not use it");
      t.strictSame((await api("listGroups", { token })).body.items, [{ ...group, publishers: [] }]);
      t.strictSame((await choose(null)).body, group);
      await choose(null);
      const events = (await api("listAuditEvents", { token })).body.items;
      const ofGroup = events.filter(({ action }: { action: string }) => action === "group-updated");
      t.equal(ofGroup.length, 3);
      t.match(ofGroup[0].details, { groupId: group.id, changed: ["publishers"] });
    },
  );

  await t.test("a teacher may change how a group logs in, but not its publishers", async (t) => {
    const path = { groupId: group.id };
    const set = (body: object, headers = {}) =>
      api("updateGroup", { token: teacher, path, body, headers });
    const { headers } = await api("getGroup", { token: teacher, path });
    const ifUnchanged = { "If-Match": `${headers.get("etag")}` };
    t.equal((await set({ loginMethod: "picture", publishers: [] })).status, 403);
    const changed = await set({ loginMethod: "picture" }, ifUnchanged);
    t.match([changed.status, changed.body.loginMethod], [200, "picture"]);
    t.equal((await set({ loginMethod: "password" }, ifUnchanged)).status, 412, "since changed");
    t.equal((await set({ loginMethod: "fingerprint" })).status, 400);
    const events = (await api("listAuditEvents", { token })).body.items;
    const changes = events.flatMap(({ details }: { details: object }) => Object.values(details));
    t.ok(changes.flat().includes("loginMethod"), "and is written down");
    t.equal((await set({ loginMethod: "password" })).body.loginMethod, "password");
  });

  const screen = await api("getGroup", { token, path: { groupId: group.id } });
  const path = { pupilId: screen.body.pupils[0].id };
  const set = (email: string) => api("setHomeLogin", { token, path, body: { emails: [email] } });
  const remove = () => api("removeHomeLogin", { token, path });

  await t.test(
    "a network environment disables home login, unless the school allows both",
    async (t) => {
      await update({ networkEnvironment: "MOO" });
      const refused = await set("ouder@home.nl");
      t.equal(refused.status, 409);
      t.match(refused.body, { detail: /MOO/, elsewhere: { name: "MOO", url: null } });
      await update({ homeLoginBesideNetworkEnvironment: true });
      t.equal((await set("ouder@home.nl")).status, 200);
      await update({ homeLoginBesideNetworkEnvironment: false });
      t.equal((await remove()).status, 204, "existing values can be removed");
      await update({ homeLoginBesideNetworkEnvironment: true });
    },
  );

  await t.test("the link lifetime of a school applies to later mails", async (t) => {
    const lifetimeDays = async (email: string) => {
      const [address] = (await set(email)).body.addresses;
      return (Date.parse(address.expiresAt) - Date.parse(address.invitedAt)) / 1000 / daySeconds;
    };
    t.equal(await lifetimeDays("een@home.nl"), 14);
    await update({ activationLinkDays: 3 });
    t.equal(await lifetimeDays("twee@home.nl"), 3);
  });
});

t.test("a teacher has rights only for the own groups, unless the school allows more", async (t) => {
  const { api, addClient } = await startTestService(t);
  const { token } = await addClient("01AA");
  const body = {
    groups: [...roster.groups, { externalId: "5A", name: "5A" }],
    teachers: [{ externalId: "IB1", firstName: "Ibtissam", groups: ["5A"], roles: ["IB", "STA"] }],
    pupils: roster.pupils,
  };
  await api("putRoster", { token, body });
  const teacher = (await addClient("01AA", "teacher", "IB1")).token;
  const groupId = (await api("listGroups", { token })).body.items[0].id;
  const { pupils } = (await api("getGroup", { token, path: { groupId } })).body;
  const path = { pupilId: pupils[0].id };
  const emails = ["wimpie@thuis.example"];
  const row = { externalId: "1", emails };
  const seen = async () => [
    (await api("listGroups", { token: teacher })).body.items.length,
    (await api("getGroup", { token: teacher, path: { groupId } })).status,
    (await api("getHomeLogin", { token: teacher, path })).status,
    (await api("setHomeLogin", { token: teacher, path, body: { emails } })).status,
    (await api("listHomeLogins", { token: teacher })).body.items.length,
    (await api("bulkActivate", { token: teacher, body: { rows: [row] } })).body.rows[0].outcome,
  ];
  const ownGroups = [1, 403, 403, 403, 0, "refused"];
  const wholeSchool = [2, 200, 200, 200, 1, "unchanged"];
  const allow = (wholeSchoolRoles: string[], as = token) =>
    api("updateSchool", { token: as, body: { wholeSchoolRoles } });

  t.strictSame(await seen(), ownGroups);
  t.equal((await allow(["IB"], teacher)).status, 403);
  t.strictSame((await allow(["IB", "DIR"])).body.wholeSchoolRoles, ["DIR", "IB"]);
  t.strictSame(await seen(), wholeSchool);
  t.equal((await allow([], teacher)).status, 403, "it is no coordinator");
  t.equal((await api("listAuditEvents", { token: teacher })).status, 403);
  await allow(["DIR"]);
  t.strictSame(await seen(), ownGroups);
  await allow(["IB"]);
  const { counts } = (
    await api("putRoster", {
      token,
      body: { ...body, teachers: [{ ...body.teachers[0], roles: [] }] },
    })
  ).body;
  t.equal(counts.teachers.changed, 1);
  t.strictSame(await seen(), ownGroups, "the roster has removed the role");
});
