import t from "tap";
import type { Answer, Call } from "../../support/api.ts";
import { startTestService } from "../../support/service.ts";

const service = await startTestService(t);
const { api, smtp, advance, dispatchAll } = service;
const coordinator = await service.addClient("01AA");
const { token } = coordinator;
await api("putRoster", {
  token,
  body: {
    groups: [{ externalId: "4A", name: "4A" }],
    teachers: [],
    pupils: [
      { externalId: "1", firstName: "Fatima", lastName: "Amrani", group: "4A" },
      { externalId: "2", firstName: "=Wim", infix: "van der", lastName: "Hof" },
    ],
  },
});
const rows = [
  { externalId: "1", emails: ["a@home.nl"] },
  { externalId: "2", emails: ["a@home.nl", "b@home.nl"] },
];
const { body: bulk } = await api("bulkActivate", { token, body: { rows } });
const [fatima, wim] = bulk.rows.map(({ pupilId }: { pupilId: string }) => pupilId);
const { body: groups } = await api("listGroups", { token });
const [group] = groups.items;

const send = (body: object, call: Call = {}): Promise<Answer> =>
  api("sendActivationMailsInBulk", { token, body, ...call });
const invited = { statuses: ["invited"] };

await t.test("every address of the request has its result, by name of the pupil", async (t) => {
  const { status, body } = await send({ statuses: ["invited", "expired", "bounced"] });
  t.equal(status, 200);
  const skipped = { status: "invited", outcome: "skipped", reason: "mail-waiting" };
  const first = {
    pupilId: fatima,
    externalId: "1",
    firstName: "Fatima",
    infix: null,
    lastName: "Amrani",
    group: { id: group.id, name: "4A" },
  };
  const second = {
    pupilId: wim,
    externalId: "2",
    firstName: "=Wim",
    infix: "van der",
    lastName: "Hof",
    group: null,
  };
  t.strictSame(body, {
    counts: { queued: 0, skipped: 3 },
    items: [
      { ...first, email: "a@home.nl", ...skipped },
      { ...second, email: "a@home.nl", ...skipped },
      { ...second, email: "b@home.nl", ...skipped },
    ],
  });
  t.strictSame((await send({ statuses: ["bounced"] })).body, {
    counts: { queued: 0, skipped: 0 },
    items: [],
  });
});

await t.test("the table is one for a spreadsheet, in the language of the caller", async (t) => {
  const table = async (language: Record<string, string> = {}) => {
    const { headers, text } = await send(invited, { headers: { Accept: "text/csv", ...language } });
    t.equal(headers.get("content-type"), "text/csv; charset=utf-8; header=present");
    return text.split("\r\n");
  };
  const [head, first, second] = await table();
  t.equal(
    head,
    '"leerlingnummer";"roepnaam";"voorvoegsel";"achternaam";"groep";"e-mail";"stand";"uitkomst";"uitleg"',
  );
  t.equal(
    first,
    '"1";"Fatima";"";"Amrani";"4A";"a@home.nl";"uitgenodigd";"overgeslagen";"Er staat al een mail klaar, die vanzelf weggaat."',
  );
  t.match(second, /^"2";"'=Wim";"van der";"Hof";"";/, "a formula is text");
  const [englishHead, english] = await table({ "Accept-Language": "en-GB, nl;q=0.5" });
  t.match(englishHead, /"email";"status";"outcome";"explanation"$/);
  t.match(english, /"invited";"skipped";"A mail is waiting already/);
  t.match((await table({ "Accept-Language": "fr" }))[1], /Er staat al een mail klaar/);
});

await t.test("a dry run sends nothing, and the same request then sends it", async (t) => {
  await dispatchAll();
  advance(600);
  smtp.clear();
  const body = { ...invited, groupId: group.id };
  const foretold = await send(body, { query: { dryRun: "true" } });
  t.strictSame(foretold.body.counts, { queued: 1, skipped: 0 });
  await dispatchAll();
  t.strictSame(smtp.recipients, []);
  t.strictSame((await send(body)).body, foretold.body);
  await dispatchAll();
  t.strictSame(smtp.recipients, ["a@home.nl"]);
});

await t.test("a request with another state, none, or an unknown group is rejected", async (t) => {
  for (const body of [
    {},
    { statuses: [] },
    { statuses: ["activated"] },
    { statuses: ["invited", "invited"] },
    { statuses: ["invited"], groupId: "4A" },
    { statuses: ["invited"], email: "a@home.nl" },
  ]) {
    const { status, body: problem } = await send(body);
    t.equal(status, 400, JSON.stringify(body));
    t.ok(problem.errors.length > 0);
  }
  const { status } = await send({ ...invited, groupId: "01a057e1-2b3c-7d4e-8f50-617283940a1b" });
  t.equal(status, 404);
});
