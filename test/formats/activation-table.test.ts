import t from "tap";
import { type JudgedRow, readRows } from "../../src/domain/bulk-activation.ts";
import { finish } from "../../src/domain/steps.ts";
import { parseActivationTable, writeActivationTable } from "../../src/formats/activation-table.ts";

const quoted = (...cells: readonly string[]) => cells.map((cell) => `"${cell}"`).join(";");

t.test("a row has a pupil and one or two addresses; an empty cell is ignored", async (t) => {
  t.strictSame(
    parseActivationTable(
      "externalId;email1;email2\n1;a@home.nl;b@home.nl\n2;a@home.nl;\n;a@home.nl;\n",
    ),
    {
      delimiter: ";",
      rows: [
        { externalId: "1", emails: ["a@home.nl", "b@home.nl"] },
        { externalId: "2", emails: ["a@home.nl"] },
        { externalId: undefined, emails: ["a@home.nl"] },
      ],
    },
  );
  const { rows } = parseActivationTable("email1,externalId\na@home.nl,1\n");
  t.strictSame(
    rows,
    [{ externalId: "1", emails: ["a@home.nl"] }],
    "columns in any order, email2 is optional",
  );
});

t.test("a corrected result table can be uploaded again", async (t) => {
  const [mistyped] = readRows([{ externalId: "1", emails: ["ouder@gmial.com", "b@@home.nl"] }]);
  if (!mistyped) throw new Error("There is no row.");
  const judged: readonly JudgedRow[] = [
    {
      row: mistyped,
      pupil: { id: "an id", externalId: "1" },
      outcome: "refused",
      problem: {
        code: "invalid-request",
        detail: "This row cannot be used.",
        validationErrors: mistyped.validationErrors,
      },
    },
    {
      row: { ...mistyped, externalId: "9", emails: [], warnings: [] },
      outcome: "refused",
      problem: { code: "not-found", detail: "There is no such pupil.", validationErrors: [] },
    },
  ];
  const answer = finish(writeActivationTable(judged, ";"));
  const [head, first, second] = answer.split("\r\n");
  t.equal(
    head?.replace("\uFEFF", ""),
    quoted("externalId", "email1", "email2", "outcome", "problem", "suggestion"),
  );
  t.match(
    first,
    /^"1";"ouder@gmial\.com";"b@@home\.nl";"refused";"address 2 [^;]+";"ouder@gmail\.com"$/,
  );
  t.equal(second, quoted("9", "", "", "refused", "There is no such pupil.", ""));
  t.strictSame(parseActivationTable(answer).rows, [
    { externalId: "1", emails: ["ouder@gmial.com", "b@@home.nl"] },
    { externalId: "9", emails: [] },
  ]);
});

t.test("the length limits of cells are those of the JSON properties", async (t) => {
  const table = (externalId: string, email: string) =>
    `externalId;email1;email2\n1;a@home.nl;\n${externalId};a@home.nl;${email}\n`;
  t.equal(parseActivationTable(table("😀".repeat(100), "e".repeat(1_000))).rows.length, 2);
  t.throws(() => parseActivationTable(table("1".repeat(101), "e".repeat(1_001))), {
    code: "invalid-request",
    validationErrors: [
      { pointer: "/rows/1/externalId", detail: "must have at most 100 characters" },
      { pointer: "/rows/1/emails/1", detail: "must have at most 1000 characters" },
    ],
  });
});
