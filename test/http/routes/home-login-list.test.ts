import t from "tap";
import { explainBounce } from "../../../src/domain/mail/reason.ts";
import { parseCsv } from "../../../src/formats/csv.ts";
import { timeText } from "../../../src/formats/table-texts.ts";
import { startTestService } from "../../support/service.ts";

const pupil = (externalId: string, firstName: string, group: string) => ({
  externalId,
  firstName,
  lastName: `Hof ${externalId}`,
  group,
});
const roster = {
  groups: [
    { externalId: "4A", name: "4A" },
    { externalId: "5A", name: "5A" },
  ],
  teachers: [{ externalId: "LK5", firstName: "Kees", groups: ["5A"] }],
  pupils: [
    pupil("1", "Niemand", "4A"),
    pupil("2", "Verlopen", "4A"),
    pupil("3", "Fout", "4A"),
    pupil("4", '=HYPERLINK("x")', "5A"),
    { ...pupil("5", "Binnen", "5A"), eckId: "https://ketenid.example/5" },
    pupil("6", "Onderweg", "5A"),
  ],
};
const columns = [
  "externalId",
  "firstName",
  "infix",
  "lastName",
  "group",
  "email",
  "status",
  "since",
  "explanation",
  "hasEckId",
] as const;
const dutchColumns = [
  "leerlingnummer",
  "roepnaam",
  "voorvoegsel",
  "achternaam",
  "groep",
  "e-mail",
  "stand",
  "sinds",
  "uitleg",
  "ECK iD",
] as const;
const day = 86_400;

interface Reported {
  readonly externalId: string;
  readonly addresses: readonly { readonly email: string; readonly status: string }[];
}

t.test("the list of home logins", async (t) => {
  const service = await startTestService(t);
  const { api, smtp, clock } = service;
  const coordinator = await service.addClient("01AA");
  await api("putRoster", { token: coordinator.token, body: roster });
  const teacher = await service.addClient("01AA", "teacher", "LK5");

  // Tokens last an hour, and this test lets links expire.
  const tokenOf = async ({ clientId, clientSecret }: typeof coordinator) => {
    const form = { grant_type: "client_credentials", client_id: clientId };
    const body = new URLSearchParams({ ...form, client_secret: clientSecret });
    return (await api("createToken", { body })).body.access_token;
  };
  let token = coordinator.token;
  const report = async (query: Readonly<Record<string, string>> = {}, by = token) =>
    (await api("listHomeLogins", { token: by, query })).body;
  const idsOf = ({ items }: { items: Reported[] }) => items.map(({ externalId }) => externalId);
  const pupilId = async (wanted: string) =>
    (await report()).items.find(({ externalId }: Reported) => externalId === wanted).id;
  const set = async (externalId: string, ...emails: string[]) => {
    const path = { pupilId: await pupilId(externalId) };
    return await api("setHomeLogin", { token, path, body: { emails } });
  };

  await set("2", "verlopen@home.nl");
  await service.dispatchAll();
  service.advance(14 * day);
  token = await tokenOf(coordinator);
  await set("3", "fout@home.nl", "goed@elders.nl");
  await set("4", "formule@home.nl");
  await set("5", "binnen@home.nl");
  await set("6", "onderweg@home.nl");
  smtp.behave((to) => {
    if (to === "fout@home.nl") return "reject-recipient-550";
    return to === "onderweg@home.nl" ? "reject-recipient-451" : "normal";
  });
  const now = clock.now().toISOString();
  const dutchNow = timeText(clock.now());
  t.match(dutchNow, /^2026-\d\d-\d\d \d\d:\d\d$/);
  await service.dispatchAll();
  const [, link] = /activate#(\S+)/.exec(`${smtp.messagesTo("binnen@home.nl")[0]?.text}`) ?? [];
  await api("activate", { body: { token: link, password: "vrolijke fietsbel" } });

  await t.test("every pupil is listed, with the status of each address and its time", async (t) => {
    const { items, next } = await report();
    t.equal(next, null);
    const addresses = items.map((one: Reported) => one.addresses);
    const fine = { reason: null, explanation: null };
    const bounced = {
      status: "bounced",
      since: now,
      reason: "address-unknown",
      explanation: /bestaat/,
    };
    t.match(addresses, [
      [],
      [{ email: "verlopen@home.nl", status: "expired", since: now, ...fine }],
      [
        { email: "fout@home.nl", ...bounced },
        { email: "goed@elders.nl", status: "invited", since: now, ...fine },
      ],
      [{ email: "formule@home.nl", status: "invited", since: now, ...fine }],
      [{ email: "binnen@home.nl", status: "activated", since: now, ...fine }],
      [
        {
          email: "onderweg@home.nl",
          status: "invited",
          since: now,
          reason: "not-taken",
          explanation: /opnieuw/,
        },
      ],
    ]);
    t.match(items[0], { firstName: "Niemand", lastName: "Hof 1", group: { name: "4A" } });
  });

  await t.test(
    "the status filter returns only pupils with an address in that status",
    async (t) => {
      const found = async (status: string) => idsOf(await report({ status }));
      t.strictSame(await found("none"), ["1"]);
      t.strictSame(await found("expired"), ["2"]);
      t.strictSame(await found("bounced"), ["3"]);
      t.strictSame(await found("activated"), ["5"]);
      t.strictSame(await found("invited"), ["3", "4", "6"]);
      t.equal((await api("listHomeLogins", { token, query: { status: "lost" } })).status, 400);
    },
  );

  await t.test(
    "the list can be filtered by group, and a teacher gets the own groups",
    async (t) => {
      const groups = (await api("listGroups", { token })).body.items;
      const [four, five] = groups.map(({ id }: { id: string }) => id);
      t.strictSame(idsOf(await report({ groupId: four })), ["1", "2", "3"]);
      t.strictSame(idsOf(await report({ groupId: four, status: "bounced" })), ["3"]);
      const own = await tokenOf(teacher);
      t.strictSame(idsOf(await report({}, own)), ["4", "5", "6"]);
      t.strictSame(idsOf(await report({ groupId: five, status: "invited" }, own)), ["4", "6"]);
      const other = await api("listHomeLogins", { token: own, query: { groupId: four } });
      t.equal(other.status, 403);
    },
  );

  await t.test("the list says which pupils have no ECK iD", async (t) => {
    t.strictSame(idsOf(await report({ hasEckId: "false" })), ["1", "2", "3", "4", "6"]);
    const { items } = await report({ hasEckId: "true" });
    t.match(items, [{ externalId: "5", hasEckId: true }]);
    t.equal(items.length, 1);
    t.notMatch(JSON.stringify(items), "ketenid");
    const query = { hasEckId: "false", status: "none" };
    t.match((await report(query)).items, [{ externalId: "1", hasEckId: false }]);
    const tableIn = async (language: string) => {
      const headers = { Accept: "text/csv", "Accept-Language": language };
      const { text } = await api("listHomeLogins", { token, headers });
      return text
        .trim()
        .split(/\r\n/)
        .map((line) => line.split(";").at(-1));
    };
    t.strictSame(await tableIn("nl"), [
      '"ECK iD"',
      ...['"nee"', '"nee"', '"nee"', '"nee"', '"nee"', '"ja"', '"nee"'],
    ]);
    t.strictSame(new Set(await tableIn("en")), new Set(['"hasEckId"', '"no"', '"yes"']));
    t.equal((await api("listHomeLogins", { token, query: { hasEckId: "maybe" } })).status, 400);
  });

  await t.test("paging returns every pupil once", async (t) => {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await report({ limit: "2", ...(cursor !== "" && { cursor }) });
      seen.push(...idsOf(page));
      cursor = page.next;
    }
    t.strictSame(seen, ["1", "2", "3", "4", "5", "6"]);
  });

  await t.test("the table is one response without paging, and no cell is a formula", async (t) => {
    const csv = { headers: { Accept: "text/csv" }, token };
    const { text, headers } = await api("listHomeLogins", { ...csv, query: { limit: "1" } });
    t.equal(headers.get("content-type"), "text/csv; charset=utf-8");
    t.notOk(/[;\r\n]"?=/.test(text), "no cell begins with an equals sign");
    const { rows, delimiter } = parseCsv(
      text,
      { required: dutchColumns, optional: [] },
      { rowsMax: 10 },
    );
    t.equal(headers.get("content-language"), "nl");
    t.equal(delimiter, ";");
    t.strictSame(
      rows.map(({ cells }) => [cells.leerlingnummer, cells["e-mail"], cells.stand]),
      [
        ["1", "", "geen adres"],
        ["2", "verlopen@home.nl", "verlopen"],
        ["3", "fout@home.nl", "onbestelbaar"],
        ["3", "goed@elders.nl", "uitgenodigd"],
        ["4", "formule@home.nl", "uitgenodigd"],
        ["5", "binnen@home.nl", "actief"],
        ["6", "onderweg@home.nl", "uitgenodigd"],
      ],
    );
    t.match(rows[2]?.cells, {
      groep: "4A",
      sinds: dutchNow,
      uitleg: explainBounce("address-unknown", "nl"),
    });
    const english = await api("listHomeLogins", {
      token,
      headers: { ...csv.headers, "Accept-Language": "en" },
    });
    t.equal(english.headers.get("content-language"), "en");
    const table = parseCsv(english.text, { required: columns, optional: [] }, { rowsMax: 10 });
    t.match(table.rows[2]?.cells, {
      status: "bounced",
      since: dutchNow,
      explanation: explainBounce("address-unknown", "en"),
    });
    const inJson = await api("listHomeLogins", { token, headers: { "Accept-Language": "en" } });
    t.equal(inJson.headers.get("content-language"), "en");
    t.match(inJson.text, explainBounce("address-unknown", "en"));
    const filtered = await api("listHomeLogins", { ...csv, query: { status: "none" } });
    t.equal(filtered.text.trim().split("\n").length, 2);
  });

  await t.test("former pupils are not listed", async (t) => {
    const body = { ...roster, pupils: roster.pupils.slice(1) };
    await api("putRoster", { token, body });
    t.strictSame(idsOf(await report()), ["2", "3", "4", "5", "6"]);
  });
});
