import t, { type Test } from "tap";
import { jsonLimits } from "../../../src/formats/json.ts";
import type { UploadForm } from "../../../src/http/uploads/forms.ts";
import { createUploadParser, type UploadParserOptions } from "../../../src/http/uploads/parser.ts";

const minute = 60_000;

function startParser(t: Test, options: Partial<UploadParserOptions> = {}) {
  const parser = createUploadParser({
    threadsMax: 1,
    timeoutMs: minute,
    heapMiBMax: 256,
    idleMs: minute,
    ...options,
  });
  t.teardown(() => parser.stop());
  return <Form extends UploadForm>(form: Form, text: string) =>
    parser.parse({
      form,
      bytes: new TextEncoder().encode(text),
      brin: "01AA",
      today: "2026-09-01",
    });
}

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    externalId: `${index}`,
    emails: [`ouder${index}@example.nl`],
  }));

t.test("rows of JSON and of a table arrive complete and in order", async (t) => {
  const parse = startParser(t);
  const ofJson = await parse("bulk-json", JSON.stringify({ rows: rows(5_000) }));
  const lines = rows(5_000).map(({ externalId, emails }) => `${externalId};${emails[0]}`);
  const ofTable = await parse("bulk-csv", ["externalId;email1", ...lines].join("\n"));
  t.strictSame(
    ofJson.rows.map(({ externalId, wanted }) => ({
      externalId,
      emails: wanted.map(({ email }) => email),
    })),
    rows(5_000),
  );
  t.strictSame(
    ofTable.rows,
    ofJson.rows.map((row) => ({ ...row, line: row.index + 2 })),
  );
  t.equal(ofTable.delimiter, ";");
});

t.test("rosters in JSON and in EDEXML arrive complete", async (t) => {
  const parse = startParser(t);
  const pupils = [{ externalId: "1", lastName: "Zwaluw" }];
  const ofJson = await parse("roster-json", JSON.stringify({ groups: [], teachers: [], pupils }));
  const ofFile = await parse(
    "roster-xml",
    `<EDEX><school><brincode>01AA</brincode></school><leerlingen>
     <leerling key="1"><achternaam>Zwaluw</achternaam></leerling></leerlingen></EDEX>`,
  );
  t.equal(ofJson.pupils[0]?.lastName, "Zwaluw");
  t.strictSame(ofFile, { ...ofJson, formerPupils: [] });
});

t.test(
  "an invalid body is rejected with its validation errors, and the next one is parsed",
  async (t) => {
    const parse = startParser(t);
    await t.rejects(parse("bulk-json", ""), {
      code: "invalid-request",
      validationErrors: [{ detail: "is empty" }],
    });
    await t.rejects(parse("bulk-json", '{"rows":'), {
      code: "invalid-request",
      validationErrors: [{ detail: "is not JSON: it ends too early, at line 1, character 9" }],
    });
    await t.rejects(parse("roster-json", '{"groups":[],"teachers":[],"pupils":[{}]}'), {
      code: "invalid-request",
      validationErrors: [
        { pointer: "/pupils/0", detail: "has neither a first name nor a last name" },
        { pointer: "/pupils/0/externalId", detail: "is missing" },
      ],
    });
    await t.rejects(parse("bulk-csv", "x".repeat(100)), { code: "invalid-request" });
    t.equal((await parse("bulk-json", JSON.stringify({ rows: rows(1) }))).rows.length, 1);
  },
);

t.test("a body with too many values is rejected, and the next one is parsed", async (t) => {
  const parse = startParser(t);
  const { depthMax, valuesMax } = jsonLimits;
  await t.rejects(parse("bulk-json", `{"rows":[${"[],".repeat(2_000_000)}[]]}`), {
    code: "invalid-request",
    validationErrors: [{ detail: `has more than ${valuesMax} values` }],
  });
  await t.rejects(parse("bulk-json", "[".repeat(5_000_000)), {
    code: "invalid-request",
    validationErrors: [{ detail: `is nested more than ${depthMax} levels deep` }],
  });
  const quoted = { rows: [{ externalId: '\\"[,'.repeat(20), emails: ["ouder@example.nl"] }] };
  t.equal(
    (await parse("bulk-json", JSON.stringify(quoted))).rows[0]?.externalId,
    '\\"[,'.repeat(20),
  );
});

t.test("a body that takes too long is rejected, and the next one is parsed", async (t) => {
  const slow = startParser(t, { timeoutMs: 1 });
  const body = JSON.stringify({ rows: rows(20_000) });
  await t.rejects(slow("bulk-json", body), { code: "unavailable", retryAfterSeconds: Number });
  await t.rejects(slow("bulk-json", body), { code: "unavailable" }, "also in another thread");
});

t.test("an idle parser stops immediately", async (t) => {
  const parser = createUploadParser({
    threadsMax: 1,
    timeoutMs: minute,
    heapMiBMax: 64,
    idleMs: minute,
  });
  await parser.stop();
  t.pass();
});
