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
        { externalId: "1", emails: ["a@home.nl", "b@home.nl"], line: 2 },
        { externalId: "2", emails: ["a@home.nl"], line: 3 },
        { externalId: undefined, emails: ["a@home.nl"], line: 4 },
      ],
      ignoredColumns: [],
    },
  );
  const { rows } = parseActivationTable("email1,externalId\na@home.nl,1\n");
  t.strictSame(
    rows,
    [{ externalId: "1", emails: ["a@home.nl"], line: 2 }],
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
  const answer = finish(writeActivationTable(judged, { delimiter: ";" }));
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
    { externalId: "1", emails: ["ouder@gmial.com", "b@@home.nl"], line: 2 },
    { externalId: "9", emails: [], line: 3 },
  ]);
});

t.test("the length limits of cells are those of the JSON properties", async (t) => {
  const table = (externalId: string, email: string) =>
    `externalId;email1;email2\n1;a@home.nl;\n${externalId};a@home.nl;${email}\n`;
  t.equal(parseActivationTable(table("😀".repeat(100), "e".repeat(1_000))).rows.length, 2);
  t.throws(() => parseActivationTable(table("1".repeat(257), "e".repeat(1_001))), {
    code: "invalid-request",
    validationErrors: [
      { pointer: "/rows/1/externalId", detail: "must have at most 256 characters", line: 3 },
      { pointer: "/rows/1/emails/1", detail: "must have at most 1000 characters", line: 3 },
    ],
  });
});

const rowOf = (header: string, ...cells: readonly string[]) =>
  parseActivationTable(`${header}\n${cells.join(";")}\n`).rows[0];

t.test("columns have the names that Dutch schools give them", async (t) => {
  const headers = [
    "leerlingnummer;e-mail 1;e-mail 2",
    "Leerlingnummer;E-mail1;E-mail2",
    "Leerling nr.;E-mailadres;E-mailadres 2",
    "externe-id;mail;mail_2",
    "STAMNUMMER;Eerste e-mailadres;Tweede e-mailadres",
    "sleutel;e-mail ouder 1;e-mail ouder 2",
    "pupil number;Verzorger 1 e-mail;Verzorger 2 e-mail",
    "External ID;Email address 1;Email address 2",
  ];
  const expected = { externalId: "00001", emails: ["a@home.nl", "b@home.nl"], line: 2 };
  for (const header of headers) {
    t.strictSame(rowOf(header, "00001", "a@home.nl", "b@home.nl"), expected, header);
  }
});

t.test(
  "names, groups and unknown columns are ignored, with a warning that names them",
  async (t) => {
    const text =
      "leerlingnummer;naam;groep;e-mail 1;;\n1;Sanne;4A;a@home.nl;;\n2;Bo;4A;b@home.nl\n";
    const table = parseActivationTable(text);
    t.strictSame(table.rows, [
      { externalId: "1", emails: ["a@home.nl"], line: 2 },
      { externalId: "2", emails: ["b@home.nl"], line: 3 },
    ]);
    t.strictSame(table.ignoredColumns, ['"naam"', '"groep"']);
    const judged = readRows(table.rows).map((row) => ({ row, outcome: "unchanged" }) as const);
    const answer = finish(writeActivationTable(judged, table));
    t.strictSame(
      answer.split("\r\n").map((line) => line.split(";").at(-1)),
      [
        '"warning"',
        '"has columns that are unknown and are ignored: ""naam"", ""groep"""',
        '""',
        "",
      ],
    );
    t.strictSame(parseActivationTable(answer).rows, table.rows, "the response can be sent again");
  },
);

t.test("a value in a column without a name is the error of its row", async (t) => {
  const text = "leerlingnummer;e-mail 1;;\n1;a@home.nl;;\n2;b@home.nl;;c@home.nl\n3;d@home.nl;;;;e";
  const rows = readRows(parseActivationTable(text).rows);
  t.strictSame(
    rows.map(({ validationErrors }) => validationErrors),
    [
      [],
      [{ pointer: "/rows/1", detail: surplus("D"), line: 3 }],
      [{ pointer: "/rows/2", detail: surplus("F"), line: 4 }],
    ],
  );
});

function surplus(column: string): string {
  return `has a value in column ${column}, which has no name in the header`;
}
