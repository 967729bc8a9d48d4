// A whole school in one request, in both formats, and the effect of a new school year.
import { sql } from "drizzle-orm";
import t from "tap";
import { dutchDate } from "../../../src/domain/clock.ts";
import { execute } from "../../../src/store/database.ts";
import { listAuditEvents } from "../../../src/store/school/audit-events.ts";
import { findSchoolByBrin } from "../../../src/store/school/schools.ts";
import { edexmlOf, fullEdexml, type PupilsByGroup } from "../../support/edexml.ts";
import { startTestService } from "../../support/service.ts";

const service = await startTestService(t);
const { api } = service;
const { token } = await service.addClient("99ZZ");

type Query = Readonly<Record<string, string>>;
type File = string | Uint8Array<ArrayBuffer>;
const putFile = (file: File, query: Query = {}, type = "application/xml") =>
  api("putRoster", { token, query, body: new Blob([file], { type }) });
/** The table of the changes, as a list of lines without quotes. */
async function tableOf(file: string, query: Query, language?: string) {
  const { status, headers, body } = await api("putRoster", {
    token,
    query,
    body: new Blob([file], { type: "application/xml" }),
    headers: { Accept: "text/csv", ...(language && { "Accept-Language": language }) },
  });
  return { status, headers, lines: String(body).replaceAll('"', "").trim().split("\r\n") };
}
const putPupils = (pupils: PupilsByGroup, query?: Query) => putFile(edexmlOf(pupils), query);

/** External ids `12, 13, 14`. */
const keys = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, at) => String(first + at));

/** Groups and pupils as the school sees them. */
async function stateOfSchool() {
  const { body } = await api("listGroups", { token });
  const screens = body.items.map(({ id }: { id: string }) =>
    api("getGroup", { token, path: { groupId: id } }),
  );
  return (await Promise.all(screens)).map((screen) => screen.body);
}

/** The pupil with this external id, and the name of the first group that lists it. */
async function findPupil(externalId: string) {
  const groups = await stateOfSchool();
  const [found] = groups.flatMap(({ name, pupils }) =>
    pupils
      .filter((pupil: { externalId: string }) => pupil.externalId === externalId)
      .map((pupil: { id: string; homeLogin: unknown }) => ({ ...pupil, group: name })),
  );
  return found;
}

async function auditEvents() {
  const school = await service.infrastructure.db.asService((tx) => findSchoolByBrin(tx, "99ZZ"));
  const schoolId = school?.id ?? "";
  return await service.infrastructure.db.inSchool(schoolId, (tx) =>
    execute(tx, listAuditEvents(schoolId, undefined, { limit: 100, afterKey: undefined })),
  );
}

t.test("a dry run returns every change and changes nothing", async (t) => {
  const { status, body } = await putFile(fullEdexml, { dryRun: "true" });
  t.equal(status, 200);
  t.match(body.counts, { groups: { added: 3 }, teachers: { added: 2 }, pupils: { added: 3 } });
  t.strictSame(body.pupils.added, ["1001", "1002", "1003"]);
  t.strictSame(await stateOfSchool(), []);
});

t.test("a dry run names the people and groups that change, in JSON and as a table", async (t) => {
  const { body } = await putFile(fullEdexml, { dryRun: "true" });
  t.match(body.details.groups, [{ change: "added", externalId: "K1", name: "Egels" }, {}, {}]);
  t.match(body.details.teachers[0], { lastName: "Berk", groups: ["5 & een beetje", "Plusklas"] });
  t.match(body.details.pupils[0], {
    change: "added",
    externalId: "1001",
    firstName: "Fleur",
    group: "5 & een beetje",
    groups: ["Plusklas"],
  });
  t.strictSame(body.formerPupils, [
    {
      externalId: "1004",
      firstName: "Vertrokken",
      infix: null,
      lastName: null,
      leftDate: "2026-08-31",
    },
  ]);

  const dutch = await tableOf(fullEdexml, { dryRun: "true" });
  t.equal(dutch.headers.get("content-language"), "nl");
  t.match(dutch.headers.get("content-type"), /^text\/csv/);
  t.equal(dutch.lines[1], "leerling;nieuw;1001;Fleur;;;5 & een beetje;;");
  t.match(
    dutch.lines[4],
    "leerling;al van school;1004;Vertrokken;;;;;Heeft uitstroomdatum 2026-08-31",
  );
  const english = await tableOf(fullEdexml, { dryRun: "true" }, "en");
  t.equal(english.headers.get("content-language"), "en");
  t.equal(english.lines[1], "pupil;added;1001;Fleur;;;5 & een beetje;;");

  const refused = await tableOf(fullEdexml.slice(0, -30), { dryRun: "true" });
  t.equal(refused.status, 400);
  t.equal(refused.headers.get("content-type"), "application/problem+json");
});

t.test("an EDEXML file creates the school, and a repetition changes nothing", async (t) => {
  t.match((await putFile(fullEdexml)).body.counts.pupils, { added: 3, unchanged: 0 });
  t.match(await findPupil("1001"), { firstName: "Fleur", group: "5 & een beetje" });
  const before = [await stateOfSchool(), await auditEvents()];

  const { body } = await putFile(`\uFEFF${fullEdexml}`, {}, "text/xml; charset=utf-8");
  t.strictSame(body.counts, {
    groups: { added: 0, changed: 0, left: 0, unchanged: 3 },
    teachers: { added: 0, changed: 0, left: 0, unchanged: 2 },
    pupils: { added: 0, changed: 0, moved: 0, left: 0, returned: 0, unchanged: 3 },
  });
  t.strictSame(body.pupils.unchanged, ["1001", "1002", "1003"]);
  t.strictSame([await stateOfSchool(), await auditEvents()], before);
});

t.test("an address for a pupil that had left before the first roster says so", async (t) => {
  const rows = ["1004", "1005"].map((externalId) => ({ externalId, emails: ["o@example.nl"] }));
  const outcome = async (language: string) => {
    const { body } = await api("bulkActivate", {
      token,
      query: { dryRun: "true" },
      body: { rows },
      headers: { "Accept-Language": language },
    });
    return body.rows.map(({ problem }: { problem: { detail: string } }) => problem.detail);
  };
  const date = dutchDate(service.clock.now());
  t.strictSame(await outcome("en"), [
    `According to the roster of ${date} this pupil has left the school.`,
    "The school has no such pupil.",
  ]);
  t.strictSame(await outcome("nl"), [
    `Deze leerling is volgens het rooster van ${date} van school.`,
    "Deze leerling is op uw school niet bekend.",
  ]);
  const stored = await service.infrastructure.db.asService((tx) =>
    tx.execute<{ id: string }>(
      sql`select first_name, last_name, eck_id, picture from pupils where external_id = '1004'`,
    ),
  );
  t.strictSame(stored.rows, [{ first_name: null, last_name: null, eck_id: null, picture: null }]);
});

t.test("a portal that sends a roster sees no names of the people that leave", async (t) => {
  const { token: portal } = await service.addClient("99ZZ", "portal");
  const { body } = await api("putRoster", {
    token: portal,
    query: { dryRun: "true" },
    body: { groups: [], teachers: [], pupils: [{ externalId: "1002", firstName: "Ibrahim" }] },
  });
  t.match(body.details.pupils[0], { change: "left", externalId: "1001", firstName: null });
  t.match(body.details.pupils.at(-1), { change: "changed", firstName: "Ibrahim", before: null });
});

t.test("the same school in JSON changes nothing", async (t) => {
  const { body } = await api("putRoster", {
    token,
    body: {
      groups: [
        { externalId: "K1", name: "Egels", yearGroup: "1" },
        { externalId: "plus", name: "Plusklas" },
        { externalId: "G5", name: "5 & een beetje", yearGroup: "5" },
      ],
      teachers: [
        {
          externalId: "LK1",
          infix: "van den",
          lastName: "Berk",
          groups: ["plus", "G5"],
          roles: ["DIR"],
        },
        { externalId: "LK2", firstName: "Joke" },
      ],
      pupils: [
        {
          externalId: "1001",
          eckId: "https://id.school/LL_voorbeeld",
          firstName: "Fleur",
          group: "G5",
          groups: ["plus"],
        },
        { externalId: "1002", lastName: "Zwaluw" },
        { externalId: "1003", firstName: "Zoë", infix: "in 't", lastName: "Woud", group: "K1" },
      ],
    },
  });
  t.match(body.counts, { groups: { unchanged: 3 }, teachers: { unchanged: 2 } });
  t.match(body.counts, { pupils: { changed: 0, unchanged: 3 } });
});

t.test(
  "an invalid JSON roster is rejected with all validation errors, without lines",
  async (t) => {
    const person = { externalId: "1", eckId: "E" };
    const pupils = [{ ...person, firstName: "Bo", group: "nergens" }, person];
    const { status, body } = await api("putRoster", {
      token,
      body: { groups: [], teachers: [], pupils },
    });
    t.equal(status, 400);
    t.strictSame(body.errors, [
      { pointer: "/pupils/0/group", detail: "is not a group of this roster" },
      { pointer: "/pupils/1", detail: "has neither a first name nor a last name" },
      { pointer: "/pupils/1/externalId", detail: "is duplicated" },
      { pointer: "/pupils/1/eckId", detail: "is duplicated" },
    ]);
    const blank = { groups: [{ externalId: "\u0007", name: " " }], teachers: [], pupils: [] };
    t.match((await api("putRoster", { token, body: blank })).body.errors, [
      { pointer: "/groups/0/externalId" },
      { pointer: "/groups/0/name" },
    ]);
  },
);

t.test("an invalid file is rejected and changes nothing", async (t) => {
  const before = await stateOfSchool();
  const bomb = `<!DOCTYPE EDEX [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><EDEX>&b;</EDEX>`;
  const outside = `<!DOCTYPE EDEX [<!ENTITY a SYSTEM "file:///etc/passwd">]><EDEX>&a;</EDEX>`;
  const otherSchool = fullEdexml.replace(">99ZZ<", ">01AA<");
  const files: Readonly<Record<string, readonly [file: File, validationError: object]>> = {
    "a bomb": [bomb, { pointer: "", detail: "has a DOCTYPE, which is not taken", line: 1 }],
    "an external entity": [outside, { detail: "has a DOCTYPE, which is not taken" }],
    "a truncated file": [
      fullEdexml.slice(0, -30),
      { pointer: "/EDEX/leerkrachten/leerkracht[2]", detail: "ends before it is complete" },
    ],
    "a ZIP": [Uint8Array.of(0x50, 0x4b, 3, 4, 20), { detail: "is a ZIP file: unpack it first" }],
    nothing: ["", { detail: "is empty" }],
    "another school": [otherSchool, { pointer: "/EDEX/school/brincode", line: 6 }],
    "another encoding": [`<?xml version="1.0" encoding="EBCDIC"?><EDEX/>`, { pointer: "" }],
    "an unknown group": [
      fullEdexml.replace(`<groep key="G5"/>`, `<groep key="G6"/>`),
      { pointer: "/EDEX/leerlingen/leerling[1]/groep", line: 33 },
    ],
  };
  for (const [name, [file, validationError]] of Object.entries(files)) {
    const { status, body } = await putFile(file);
    t.equal(status, 400, name);
    t.match(body.errors, [validationError], name);
    t.equal(body.errors.length, 1, name);
  }
  t.strictSame(await stateOfSchool(), before);
});

t.test(
  "errors of a file are in Dutch for a table, and for a caller that asks for Dutch",
  async (t) => {
    const errorsOf = async (body: object, headers: Record<string, string>) => {
      const answer = await api("putRoster", { token, body, headers });
      t.equal(answer.headers.get("content-language"), "nl");
      t.match(answer.body, { title: "De aanvraag klopt niet", detail: /^De aanvraag klopt niet;/ });
      return answer.body.errors.map(({ detail }: { detail: string }) => detail);
    };
    const file = (text: string) => new Blob([text], { type: "application/xml" });
    const asTable = { Accept: "text/csv" };
    t.strictSame(await errorsOf(file(fullEdexml.slice(0, -30)), asTable), [
      "houdt op voordat het compleet is: is het helemaal opgeslagen?",
    ]);
    t.strictSame(await errorsOf(file("<html/>"), asTable), [
      "is geen EDEXML: het begint niet met EDEX",
    ]);
    const twice = fullEdexml.replace('key="1002"', 'key="1001"').replace("2026-09-01<", "morgen<");
    t.strictSame((await errorsOf(file(twice), asTable)).toSorted(), [
      "is geen datum, zoals 2026-07-31",
      "komt twee keer voor",
    ]);
    const inDutch = { "Accept-Language": "nl" };
    const pupils = [{ externalId: "1", firstName: "Bo", group: "nergens" }, { externalId: 1 }];
    t.strictSame(await errorsOf({ groups: [], teachers: [], pupils, more: 1 }, inDutch), [
      "is geen groep in dit rooster",
      "heeft geen roepnaam en geen achternaam",
      "moet een tekst zijn",
      "is een onbekende eigenschap",
    ]);
  },
);

t.test("at most a hundred validation errors are listed", async (t) => {
  const pupils = "<leerling/>\n".repeat(300);
  const { body } = await putFile(
    `<EDEX><school><brincode>99ZZ</brincode></school><leerlingen>${pupils}</leerlingen></EDEX>`,
  );
  t.equal(body.errors.length, 100);
});

t.test("a file above 20 MiB is too large, with or without Content-Length", async (t) => {
  const file = new Blob(["<EDEX>", " ".repeat(20 * 1024 * 1024)], { type: "application/xml" });
  t.equal((await api("putRoster", { token, body: file })).status, 413);
  const answer = await fetch(`${service.url}/v1/roster`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/xml" },
    body: file.stream(),
    duplex: "half",
  });
  t.equal(answer.status, 413);
});

t.test("a file in another format is rejected", async (t) => {
  t.equal((await putFile("a,b", {}, "text/csv")).status, 415);
  const anonymous = new Blob([fullEdexml], { type: "application/xml" });
  t.equal((await api("putRoster", { body: anonymous })).status, 401);
});

t.test("removing more than half of the pupils needs an explicit confirmation", async (t) => {
  await putPupils({ G4: keys(1, 12), G5: keys(13, 20) }, { confirm: "true" });
  const before = await stateOfSchool();

  const half = { G4: keys(1, 9), G5: [] };
  const refused = await putPupils(half);
  t.equal(refused.status, 409);
  t.match(refused.body.type, /\/problems\/roster-too-small$/);
  t.match(refused.body.detail, /lacks 11 pupils/);
  t.strictSame(await stateOfSchool(), before);

  const { body: plan } = await putPupils(half, { dryRun: "true" });
  t.match(plan, { needsConfirmation: true, counts: { pupils: { left: 11 } } });
  t.strictSame(await stateOfSchool(), before);

  t.match((await putPupils(half, { confirm: "true" })).body.counts.pupils, { left: 11 });
  t.equal((await putPupils({ G4: ["1"] })).status, 409, "a small school too");
});

t.test("a new school year", async (t) => {
  await putPupils({ G4: ["a", "b"], G5: ["c"] }, { confirm: "true" });
  const passwords = { a: "vrolijke fietsbel", b: "groene olifant" };
  const email = (key: string) => `${key}@home.nl`;
  const invite = async (key: string) => {
    const { id } = await findPupil(key);
    const path = { pupilId: id };
    await api("setHomeLogin", { token, path, body: { emails: [email(key)] } });
    service.smtp.clear();
    await service.dispatchAll();
    const mails = service.smtp.messages.map(({ text }) => text).join("\n");
    const [, link] = /activate#(\S+)/.exec(mails) ?? [];
    return link;
  };
  const logIn = (key: keyof typeof passwords) =>
    api("createHomeSession", { body: { email: email(key), password: passwords[key] } });

  for (const [key, password] of Object.entries(passwords)) {
    t.equal((await api("activate", { body: { token: await invite(key), password } })).status, 201);
  }
  await service.dispatchAll();
  const { id: idOfA } = await findPupil("a");
  const { body: session } = await logIn("a");
  const waiting = await findPupil("c");
  await api("setHomeLogin", {
    token,
    path: { pupilId: waiting.id },
    body: { emails: [email("c")] },
  });

  await t.test(
    "a change of group keeps home login, leaving the school ends it immediately",
    async (t) => {
      service.advance(1);
      const { body } = await putPupils({ G5: ["b"], G6: ["d"] }, { confirm: "true" });
      t.match(body.pupils, {
        added: ["d"],
        changed: [],
        moved: ["b"],
        left: ["a", "c"],
        returned: [],
        unchanged: [],
      });
      t.match(body.groups, { added: ["G6"], left: ["G4"], unchanged: ["G5"] });

      t.match(await findPupil("b"), { group: "G5", homeLogin: { enabled: true } });
      t.equal((await logIn("b")).status, 201);

      t.equal((await logIn("a")).status, 401);
      t.equal((await api("getHomeSession", { token: session.accessToken })).status, 401);
      const path = { pupilId: idOfA };
      t.equal((await api("getHomeLogin", { token, path })).status, 404);
      service.smtp.clear();
      await service.dispatchAll();
      const notices = service.smtp.messages.map(({ subject, text }) => `${subject} ${text}`);
      t.match(notices, [/hoort niet meer bij Kind a/], "the address gets a notice");
      t.notMatch(notices[0], "activate#", "and no mail that waited brings a link");
    },
  );

  await t.test("every departed pupil has an audit event, besides that of the roster", async (t) => {
    const now = service.clock.now().getTime();
    const events = (await auditEvents()).filter(({ occurredAt }) => occurredAt.getTime() === now);
    const left = events.filter(({ action }) => action === "pupil-left");
    t.strictSame(left.map(({ pupilId }) => pupilId).sort(), [idOfA, waiting.id].sort());
    const put = events.filter(({ action }) => action === "roster-put");
    t.equal(put.length, 1);
    t.match(put[0], { details: { added: 1, moved: 1, left: 2 }, actorKind: "client" });
    const requestIds = [...put, ...left].map(({ requestId }) => requestId);
    t.equal(new Set(requestIds).size, 1);
  });

  await t.test("a returning pupil keeps its id and must be invited again", async (t) => {
    const { body } = await putPupils({ G5: ["b"], G6: ["d", "a"] });
    t.match(body.pupils, { added: [], returned: ["a"], unchanged: ["b", "d"] });
    t.match(await findPupil("a"), { id: idOfA, group: "G6", homeLogin: { enabled: false } });
    t.equal((await logIn("a")).status, 401);

    const link = await invite("a");
    t.equal((await logIn("a")).status, 401, "the old password is deleted");
    await api("activate", { body: { token: link, password: passwords.a } });
    t.equal((await logIn("a")).status, 201);
  });
});
