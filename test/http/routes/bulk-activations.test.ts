// A whole school in one request, as JSON and as a spreadsheet saves it.
import { randomUUID } from "node:crypto";
import pg from "pg";
import t from "tap";
import { parseActivationTable } from "../../../src/formats/activation-table.ts";
import { parseCsv } from "../../../src/formats/csv.ts";
import { decodeText } from "../../../src/formats/text-encoding.ts";
import type { Answer, Call } from "../../support/api.ts";
import { requestToken, startTestService } from "../../support/service.ts";

interface Outcome {
  readonly row: number;
  readonly externalId: string | null;
  readonly pupilId: string | null;
  readonly outcome: string;
}

const pupils = Array.from({ length: 60 }, (_, index) => ({
  externalId: `${index}`,
  firstName: `Kind${index}`,
  group: index < 30 ? "4A" : "5A",
}));
const groups = ["4A", "5A"].map((name) => ({ externalId: name, name }));
const teachers = [{ externalId: "LK4", firstName: "Lia", groups: ["4A"] }];

const service = await startTestService(t);
const { api, smtp } = service;
const coordinator = await service.addClient("01AA");
let { token } = coordinator;
await api("putRoster", { token, body: { groups, teachers, pupils } });
const client = new pg.Client({ connectionString: service.databaseUrl });
await client.connect();
t.teardown(() => client.end());

type Row = { externalId?: string; pupilId?: string; emails: string[] };
const activate = (rows: readonly Row[], call: Call = {}): Promise<Answer> =>
  api("bulkActivate", { token, body: { rows }, ...call });
const upload = (body: string | Uint8Array<ArrayBuffer>, call: Call = {}): Promise<Answer> =>
  api("bulkActivate", { token, body: new Blob([body], { type: "text/csv" }), ...call });
const asTable = { Accept: "text/csv" };
const inEnglish = { "Accept-Language": "en" };
const outcomesOf = ({ body }: Answer) => body.rows.map(({ outcome }: Outcome) => outcome);

/** Rows that a change or a mail affects, with the transaction that last wrote each row. */
async function stateOfDatabase(): Promise<string> {
  const tables = [
    "pupils",
    "home_addresses",
    "mailboxes",
    "activation_links",
    "mails",
    "mail_items",
  ];
  const states: string[] = [];
  for (const table of tables) {
    const { rows } = await client.query(`select xmin, xmax, x::text from ${table} x order by 3`);
    states.push(JSON.stringify(rows));
  }
  const { rows } = await client.query("select count(*) from audit_events");
  return [...states, JSON.stringify(rows)].join("\n");
}

/** Sends the mails that waited for a cool-down; afterwards no mailbox has a cool-down. */
async function waitForCoolDowns(): Promise<void> {
  service.advance(7 * 86_400);
  token = await requestToken(api, coordinator);
  await service.dispatchAll();
  smtp.clear();
}

/** Children in the mails since the last call, by address. */
async function mailsSent(): Promise<Record<string, string[]>> {
  await service.dispatchAll();
  const sent = smtp.messages.map(({ envelope, text }) => [
    envelope.to.join(),
    [...new Set(`${text}`.match(/Kind\d+/g))].sort(),
  ]);
  t.equal(new Set(sent.map(([to]) => to)).size, sent.length, "no address was mailed twice");
  smtp.clear();
  return Object.fromEntries(sent);
}

await t.test("every row has an outcome, in the order of the request", async (t) => {
  const rows = [
    { externalId: "0", emails: ["a@home.nl", "b@home.nl"] },
    { externalId: "nobody", emails: ["x@home.nl"] },
    { externalId: "1", emails: ["geen adres", "x@home.nl", "y@home.nl"] },
    { externalId: "2", emails: ["c@home.nl", "C@HOME.nl"] },
    { externalId: "3", emails: [] },
    { externalId: "0", emails: ["z@home.nl"] },
    { emails: ["x@home.nl"] },
    { pupilId: "no id at all", emails: ["x@home.nl"] },
    { pupilId: randomUUID(), emails: ["x@home.nl"] },
    { externalId: "4", emails: ["ouder@gmial.com"] },
  ];
  const { status, body } = await activate(rows);
  t.equal(status, 200);
  t.strictSame(body.counts, { invited: 2, changed: 0, unchanged: 0, skipped: 1, refused: 7 });
  t.strictSame(
    body.rows.map(({ row }: Outcome) => row),
    rows.map((_, index) => index + 1),
  );
  const problems = body.rows.map(({ problem }: { problem?: object }) => problem ?? {});
  t.match(problems, [
    {},
    { status: 404, type: /problems\/not-found$/, detail: "The school has no such pupil." },
    {
      status: 400,
      errors: [
        { pointer: "/rows/2/emails", detail: "has more than 2 addresses" },
        { pointer: "/rows/2/emails/0", detail: "has no @" },
      ],
    },
    { errors: [{ pointer: "/rows/3/emails/1", detail: "is the same address as one before it" }] },
    {},
    { errors: [{ pointer: "/rows/5", detail: "is about the same pupil as row 1" }] },
    { errors: [{ pointer: "/rows/6" }] },
    { type: /problems\/not-found$/ },
    { type: /problems\/not-found$/ },
    {},
  ]);
  t.match(body.rows[9].warnings, [{ pointer: "/rows/9/emails/0", suggestion: "ouder@gmail.com" }]);
  t.strictSame(await mailsSent(), {
    "a@home.nl": ["Kind0"],
    "b@home.nl": ["Kind0"],
    "ouder@gmial.com": ["Kind4"],
  });
});

await t.test("a row changes a pupil exactly like setHomeLogin", async (t) => {
  const { body } = await activate([
    { externalId: "0", emails: ["B@home.nl", "new@home.nl"] },
    { externalId: "4", emails: ["ouder@gmial.com"] },
  ]);
  t.strictSame(body.counts, { invited: 0, changed: 1, unchanged: 1, skipped: 0, refused: 0 });
  const path = { pupilId: body.rows[0].pupilId };
  const { addresses } = (await api("getHomeLogin", { token, path })).body;
  t.match(addresses, [
    { email: "new@home.nl", status: "invited", mail: { status: "waiting" } },
    { email: "b@home.nl", status: "invited", mail: { status: "sent" } },
  ]);
  const byId = await activate([
    { pupilId: body.rows[0].pupilId.toUpperCase(), emails: ["b@home.nl", "new@home.nl"] },
  ]);
  t.match(byId.body.rows, [{ externalId: "0", pupilId: path.pupilId, outcome: "unchanged" }]);
  t.strictSame(await mailsSent(), { "a@home.nl": ["Kind0"], "new@home.nl": ["Kind0"] });
  const { rows } = await client.query(
    "select action, details from audit_events where pupil_id = $1 order by details->'removed'",
    [path.pupilId],
  );
  t.strictSame(rows, [
    { action: "home-login-set", details: { added: 2, removed: 0 } },
    { action: "home-login-set", details: { added: 1, removed: 1 } },
  ]);
});

await t.test("repeating the request writes nothing and mails nothing", async (t) => {
  const rows = [
    { externalId: "5", emails: ["vijf@home.nl", "opa@home.nl"] },
    { externalId: "6", emails: ["opa@home.nl"] },
  ];
  t.strictSame(outcomesOf(await activate(rows)), ["invited", "invited"]);
  t.strictSame(await mailsSent(), { "vijf@home.nl": ["Kind5"], "opa@home.nl": ["Kind5", "Kind6"] });
  const before = await stateOfDatabase();
  t.strictSame(outcomesOf(await activate(rows)), ["unchanged", "unchanged"]);
  t.equal(await stateOfDatabase(), before);
});

await t.test("a dry run returns every outcome and writes nothing", async (t) => {
  const rows = [
    { externalId: "5", emails: ["vijf@home.nl"] },
    { externalId: "6", emails: ["opa@home.nl"] },
    { externalId: "7", emails: ["zeven@home.nl"] },
    { externalId: "8", emails: ["?"] },
  ];
  const before = await stateOfDatabase();
  const dry = await activate(rows, { query: { dryRun: "true" } });
  t.strictSame(outcomesOf(dry), ["changed", "unchanged", "invited", "refused"]);
  t.equal(await stateOfDatabase(), before);
  t.strictSame((await activate(rows)).body, dry.body);
  await mailsSent();
});

await t.test("an atomic request changes all rows or none", async (t) => {
  const atomic = { query: { atomic: "true" } };
  const good = { externalId: "9", emails: ["negen@home.nl"] };
  const before = await stateOfDatabase();
  const refused = await activate(
    [
      good,
      { externalId: "nobody", emails: ["x@home.nl"] },
      { externalId: "10", emails: ["?", "x"] },
    ],
    atomic,
  );
  t.equal(refused.status, 400);
  t.strictSame(refused.body.errors, [
    { pointer: "/rows/1", detail: "The school has no such pupil." },
    { pointer: "/rows/2/emails/0", detail: "has no @" },
    { pointer: "/rows/2/emails/1", detail: "has no @" },
  ]);
  t.equal(await stateOfDatabase(), before);
  t.strictSame(outcomesOf(await activate([good], atomic)), ["invited"]);
  t.strictSame(outcomesOf(await activate([good], atomic)), ["unchanged"]);
  t.strictSame(await mailsSent(), { "negen@home.nl": ["Kind9"] });
});

await t.test("a Dutch spreadsheet is accepted unchanged, and returned with outcomes", async (t) => {
  const table = [
    "externalId;Email1;EMAIL2",
    "20;zoë@home.nl;",
    "21;zoë@home.nl;;",
    '"22";"rené@gmial.com";"zoë@home.nl"',
    "nobody;x@home.nl;",
    "23;geen adres;zoë@home.nl",
    ";;",
    "24;;ziggo@ziggo.n",
    '"=HYPERLINK(""http://evil.example"")";+31@home.nl;',
  ].join("\r\n");
  const files = {
    "UTF-8 with a mark": Buffer.from(`\uFEFF${table}`),
    "Windows-1252": Buffer.from(table, "latin1"),
  };
  const expected = [
    ["20", "uitgenodigd", "", ""],
    ["21", "uitgenodigd", "", ""],
    ["22", "uitgenodigd", "", "rené@gmail.com"],
    ["nobody", "geweigerd", "Deze leerling is op uw school niet bekend.", ""],
    ["23", "geweigerd", "e-mail 1 heeft geen apenstaartje (@)", ""],
    ["24", "geweigerd", "e-mail 1 klopt niet achter het apenstaartje", "ziggo@ziggo.nl"],
    [
      '=HYPERLINK("http://evil.example")',
      "geweigerd",
      "Deze leerling is op uw school niet bekend.",
      "",
    ],
  ];
  for (const [name, file] of Object.entries(files)) {
    const answer = await upload(file, { headers: asTable, query: { dryRun: "true" } });
    t.equal(answer.headers.get("content-type"), "text/csv; charset=utf-8; header=present");
    const columns = ["leerlingnummer", "e-mail 1", "e-mail 2", "uitkomst", "probleem", "suggestie"];
    const header = columns.map((name) => `"${name}"`).join(";");
    t.equal(answer.text.split("\r\n")[0], header);
    const { rows } = parseCsv(answer.text, { required: columns, optional: [] }, { rowsMax: 10 });
    t.strictSame(
      rows.map(({ cells }) =>
        columns.filter((name) => !name.startsWith("e-mail")).map((name) => cells[name]),
      ),
      expected,
      name,
    );
    t.notMatch(answer.text, /(^|;)"?[=+@-]/m, "no cell is a formula");
  }
  const { body } = await upload(files["Windows-1252"]);
  t.strictSame(body.counts, { invited: 3, changed: 0, unchanged: 0, skipped: 0, refused: 4 });
  t.strictSame(await mailsSent(), {
    "zoë@home.nl": ["Kind20", "Kind21", "Kind22"],
    "rené@gmial.com": ["Kind22"],
  });
  const again = await upload(files["UTF-8 with a mark"], { headers: asTable });
  t.strictSame(again.text.match(/uitgenodigd|ongewijzigd/g), [
    "ongewijzigd",
    "ongewijzigd",
    "ongewijzigd",
  ]);
  t.strictSame(await mailsSent(), {});
  t.equal(parseActivationTable(decodeText(Buffer.from(again.text))).rows.length, expected.length);
  const corrected = await upload(again.text.replace("geen adres", "wel@home.nl"));
  t.strictSame(corrected.body.counts, {
    invited: 1,
    changed: 0,
    unchanged: 3,
    skipped: 0,
    refused: 3,
  });
  await mailsSent();
});

await t.test("a body that is not a table is rejected and changes nothing", async (t) => {
  const before = await stateOfDatabase();
  const row = (index: number) => `${index % 60},veel${index}@home.nl`;
  const lines = (count: number) => Array.from({ length: count }, (_, index) => row(index));
  const tooMany = ["externalId,email1", ...lines(20_001)].join("\n");
  const files: readonly (readonly [string, string | Uint8Array<ArrayBuffer>, RegExp])[] = [
    ["a ZIP", Buffer.from("PK\x03\x04\x14\0\x06\0", "latin1"), /workbook/],
    ["no header", "1,ouder@home.nl", /no header/],
    ["nothing", "", /is empty: .*externalId \(leerlingnummer\)/],
    ["other columns", "naam;adres\nSanne;Dorp", /no header: .* it is "naam", "adres"$/],
    ["20,001 rows", tooMany, /more than 20000 rows/],
    ["an open quote", 'externalId,email1\n1,"a@home.nl', /quote/],
  ];
  for (const [name, file, detail] of files) {
    const { status, body } = await upload(file);
    t.equal(status, 400, name);
    t.match(body.errors[0].detail, detail, name);
  }
  const rows = Array.from({ length: 20_001 }, (_, index) => ({
    externalId: `${index % 60}`,
    emails: [`veel${index}@home.nl`],
  }));
  const asJson = await activate(rows);
  t.equal(asJson.status, 400);
  t.match(asJson.body.errors, [{ pointer: "/rows" }]);
  t.equal((await upload("x".repeat(17 * 1024 * 1024))).status, 413);
  const faulty = [{ externalId: "1\0", emails: ["a@home.nl"] }, { id: 5 }] as unknown as Row[];
  t.equal((await activate(faulty)).status, 400);
  const xml = { token, body: new Blob(["<rows/>"], { type: "text/xml" }) };
  t.equal((await api("bulkActivate", xml)).status, 415);
  t.equal((await activate([], { headers: { Accept: "application/xml" } })).status, 406);
  t.strictSame((await activate([])).body.rows, []);
  t.equal(await stateOfDatabase(), before);
});

await t.test("a list of the school is accepted as it is, and rows have its numbers", async (t) => {
  const table = [
    "sep=;",
    "Leerlingnummer;Naam;Groep;E-mail 1;E-mail 2;;",
    "44;Sanne;4A;Jan <jan@home.nl>;mailto:els@home.nl;;",
    "",
    "45;Bo;4A;jan@home.nl, els@home.nl;;;",
    "46;Youssef;4A;;;;",
    "44;Sanne;4A;jan@home.nl;;;",
    "47;Lotte;4A;lotte@home.nl;;;x@home.nl",
    "nobody;Vertrokken;;;;;",
  ].join("\r\n");
  const { status, body } = await upload(Buffer.from(`\uFEFF${table}`, "utf16le"));
  t.equal(status, 200);
  t.strictSame(body.counts, { invited: 1, changed: 0, unchanged: 0, skipped: 2, refused: 3 });
  t.strictSame(body.warnings, [
    { detail: 'has columns that are unknown and are ignored: "Naam", "Groep"' },
  ]);
  const { rows } = body as { rows: (Outcome & { problem?: { errors: object[] } })[] };
  t.strictSame(
    rows.map(({ row, outcome, problem }) => [row, outcome, problem?.errors ?? []]),
    [
      [2, "invited", []],
      [
        4,
        "refused",
        [
          {
            pointer: "/rows/1/emails/0",
            detail: "holds more than one address: enter the second one as e-mail 2",
            line: 4,
          },
        ],
      ],
      [5, "skipped", []],
      [6, "refused", [{ pointer: "/rows/3", detail: "is about the same pupil as row 2", line: 6 }]],
      [
        7,
        "refused",
        [
          {
            pointer: "/rows/4",
            detail: "has a value in column G, which has no name in the header",
            line: 7,
          },
        ],
      ],
      [8, "skipped", []],
    ],
  );
  t.strictSame(await mailsSent(), { "jan@home.nl": ["Kind44"], "els@home.nl": ["Kind44"] });
});

await t.test("texts are in the language of the caller", async (t) => {
  const rows = [
    { externalId: "nobody", emails: ["a@gmial.com"] },
    { externalId: "50", emails: ["geen adres"] },
  ];
  const answers = {
    "": ["en", "The school has no such pupil.", "has no @", "looks mistyped after the @"],
    de: ["en", "The school has no such pupil.", "has no @", "looks mistyped after the @"],
    "nl-NL,nl;q=0.9": [
      "nl",
      "Deze leerling is op uw school niet bekend.",
      "heeft geen apenstaartje (@)",
      "lijkt een tikfout te hebben achter het apenstaartje",
    ],
  };
  for (const [language, [locale, unknown, invalid, mistyped]] of Object.entries(answers)) {
    const headers = language === "" ? {} : { "Accept-Language": language };
    const { body, headers: received } = await activate(rows, { headers });
    t.equal(received.get("content-language"), locale, language);
    t.match(received.get("vary"), "Accept, Accept-Language");
    t.match(body.rows, [
      { problem: { detail: unknown }, warnings: [{ detail: mistyped }] },
      { problem: { errors: [{ detail: invalid }] } },
    ]);
  }
  const dutch = await upload("naam\nSanne", { headers: asTable });
  t.equal(dutch.headers.get("content-language"), "nl", "a problem of a table");
  t.match(dutch.body, {
    title: "De aanvraag klopt niet",
    detail: "De aanvraag klopt niet; bij errors staat waarom.",
    errors: [{ detail: /^heeft geen kolomnamen: .* daar staat "naam"$/ }],
  });
  const english = await upload("externalId,email1\n50,x", {
    headers: { ...asTable, ...inEnglish },
  });
  t.match(english.text, /"externalId","email1","email2","outcome"/);
  t.match(english.text, '"50","x","","refused","address 1 has no @"');
  const denied = await api("bulkActivate", {
    token: "wrong",
    body: { rows: [] },
    headers: { "Accept-Language": "nl" },
  });
  t.match(denied.body, { detail: "Het token klopt niet of is verlopen: log opnieuw in." });
});

await t.test("a key that a spreadsheet took for a number has a suggestion", async (t) => {
  const school = await service.addClient("04DD");
  const keys = ["00001", "0100000", "7", "07", "x1"];
  const named = keys.map((externalId) => ({ externalId, firstName: "Kind" }));
  const roster = { groups: [], teachers: [], pupils: named };
  await api("putRoster", { token: school.token, body: roster });
  const call = { token: school.token, headers: asTable, query: { dryRun: "true" } };
  const rows = [
    "1;a@home.nl;",
    "1E+05;a@home.nl;",
    "007;a@home.nl;",
    "7;a@home.nl;",
    "2;a@home.nl;",
    "01;;",
  ];
  const { text } = await upload(["leerlingnummer;e-mail 1;e-mail 2", ...rows].join("\n"), call);
  const suggestions = text.split("\r\n").map((line) => line.split(";").at(-1));
  t.strictSame(suggestions, [
    '"suggestie"',
    '"leerlingnummer 00001"',
    '"leerlingnummer 0100000"',
    ...['""', '""', '""', '""', ""],
  ]);
  const asJson = await activate([{ externalId: "1.0", emails: ["a@home.nl"] }], {
    token: school.token,
  });
  t.match(asJson.body.rows, [
    {
      outcome: "refused",
      pupilId: null,
      warnings: [{ pointer: "/rows/0/externalId", suggestion: "00001" }],
    },
  ]);
  const teacher = await service.addClient("04DD", "teacher", "nobody");
  const hidden = await activate([{ externalId: "1", emails: ["a@home.nl"] }], {
    token: teacher.token,
  });
  t.notOk(hidden.body.rows[0].warnings, "a teacher learns no keys of other groups");
});

await t.test("pupils of another school are neither changed nor disclosed", async (t) => {
  const stranger = (await service.addClient("02BB")).token;
  const { body } = await activate([{ externalId: "5", emails: ["vijf@home.nl"] }]);
  const rows = [
    { externalId: "5", emails: ["x@home.nl"] },
    { pupilId: body.rows[0].pupilId, emails: ["x@home.nl"] },
  ];
  const before = await stateOfDatabase();
  const answer = await activate(rows, { token: stranger });
  t.strictSame(outcomesOf(answer), ["refused", "refused"]);
  t.match(answer.body.rows, [
    { externalId: "5", pupilId: null, problem: { detail: "The school has no such pupil." } },
    { externalId: null, pupilId: null, problem: { detail: "The school has no such pupil." } },
  ]);
  t.equal(await stateOfDatabase(), before);
});

await t.test("a teacher can change only pupils of the own groups", async (t) => {
  const teacher = (await service.addClient("01AA", "teacher", "LK4")).token;
  const rows = [
    { externalId: "25", emails: ["eigen@home.nl"] },
    { externalId: "35", emails: ["ander@home.nl"] },
  ];
  const { body } = await activate(rows, { token: teacher });
  t.match(body.rows, [
    { outcome: "invited" },
    { outcome: "refused", pupilId: null, problem: { type: /problems\/forbidden$/ } },
  ]);
  const former = (await service.addClient("01AA", "teacher", "LK0")).token;
  t.strictSame(outcomesOf(await activate(rows, { token: former })), ["refused", "refused"]);
  t.strictSame(await mailsSent(), { "eigen@home.nl": ["Kind25"] });
});

await t.test("a school with a network environment gets an error that names it", async (t) => {
  const other = (await service.addClient("03CC")).token;
  await client.query("update schools set network_environment = 'MOO' where brin = '03CC'");
  for (const query of [{}, { dryRun: "true" }, { atomic: "true" }]) {
    const answer = await activate([], { token: other, query });
    t.equal(answer.status, 409);
    t.match(answer.body, { type: /problems\/network-environment$/, detail: /MOO/ });
  }
});

await t.test(
  "bulk mail waits behind a single mail and is sent in the order of the rows",
  async (t) => {
    await waitForCoolDowns();
    await activate([
      { externalId: "40", emails: ["veertig@home.nl"] },
      { externalId: "41", emails: ["laat@home.nl", "veertig@home.nl"] },
      { externalId: "42", emails: ["later@home.nl"] },
    ]);
    const path = {
      pupilId: (await activate([{ externalId: "43", emails: [] }])).body.rows[0].pupilId,
    };
    await api("setHomeLogin", { token, path, body: { emails: ["nu@home.nl", "later@home.nl"] } });
    const { rows } = await client.query(
      "select email_key, rank from mails where settled_at is null order by rank, email_key",
    );
    t.strictSame(rows, [
      { email_key: "later@home.nl", rank: 0 },
      { email_key: "nu@home.nl", rank: 0 },
      { email_key: "veertig@home.nl", rank: 1 },
      { email_key: "laat@home.nl", rank: 2 },
    ]);
    await mailsSent();
  },
);

await t.test("concurrent changes of the same addresses end as one of them requests", async (t) => {
  const ids = (await activate(pupils.map(({ externalId }) => ({ externalId, emails: [] })))).body;
  const emails = (index: number, by: string) => [
    `gezin${index % 7}@home.nl`,
    `${by}${index % 5}@home.nl`,
  ];
  const rowsBy = (by: string) =>
    pupils.map(({ externalId }, index) => ({ externalId, emails: emails(index, by) }));
  const single = (index: number) =>
    api("setHomeLogin", {
      token,
      path: { pupilId: ids.rows[index].pupilId },
      body: { emails: emails(index, "alleen") },
    });
  const answers = await Promise.all([
    activate(rowsBy("een")),
    activate(rowsBy("twee").reverse()),
    activate(rowsBy("drie"), { query: { atomic: "true" } }),
    ...pupils.slice(0, 20).map((_, index) => single(index)),
  ]);
  t.strictSame(new Set(answers.map(({ status }) => status)), new Set([200]));
  const { rows } = await client.query(`
    select p.external_id, array_agg(a.email order by a.email) as emails,
           bool_and(exists (select from mail_items i join mails m on m.id = i.mail_id
                             where i.home_address_id = a.id and m.settled_at is null)) as is_mailed,
           bool_and((select count(*) = 1 from activation_links l
                      where l.home_address_id = a.id and replaced_at is null)) as has_link
      from home_addresses a join pupils p on p.id = a.pupil_id
     group by p.external_id`);
  t.equal(rows.length, pupils.length);
  for (const { external_id, emails: found, is_mailed, has_link } of rows) {
    const index = Number(external_id);
    const possible = ["een", "twee", "drie", "alleen"].map((by) => emails(index, by).sort());
    t.ok(
      possible.some((set) => set.join() === found.join()),
      `pupil ${external_id}`,
    );
    t.ok(is_mailed && has_link, `pupil ${external_id} is invited`);
  }
  await service.dispatchAll();
  await waitForCoolDowns(); // removal notices keep a mailbox until they are sent
  const { rows: empty } = await client.query(
    "select email_key from mailboxes m where not exists (select from home_addresses a where a.email_key = m.email_key)",
  );
  t.strictSame(empty, []);
});

await t.test("one request can move an address from one child to another", async (t) => {
  await activate([{ externalId: "58", emails: ["verwisseld@home.nl"] }]);
  await mailsSent();
  const rows = [
    { externalId: "58", emails: ["goed@home.nl"] },
    { externalId: "59", emails: ["verwisseld@home.nl"] },
  ];
  t.strictSame(outcomesOf(await activate(rows)), ["changed", "changed"]);
  service.advance(300); // the cool-down after the invitation of the first child
  await service.dispatchAll();
  const linked = smtp.messages
    .filter(({ text }) => `${text}`.includes("activate#"))
    .map(({ envelope, text }) => [envelope.to.join(), `${text}`.match(/Kind\d+/)?.[0]]);
  t.strictSame(linked.sort(), [
    ["goed@home.nl", "Kind58"],
    ["verwisseld@home.nl", "Kind59"],
  ]);
  smtp.clear();
});
