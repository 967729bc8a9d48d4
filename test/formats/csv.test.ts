import fc from "fast-check";
import t from "tap";
import type { ServiceError } from "../../src/domain/errors.ts";
import { type Delimiter, parseCsv, writeCsv } from "../../src/formats/csv.ts";
import { decodeText } from "../../src/formats/text-encoding.ts";

const columns = { required: ["externalId", "email1"], optional: ["email2"] } as const;
const limits = { rowsMax: 10 };
const readTable = (bytes: Uint8Array | string) =>
  parseCsv(decodeText(typeof bytes === "string" ? Buffer.from(bytes) : bytes), columns, limits);
/** Only the cells of each row. */
const read = (bytes: Uint8Array | string) => {
  const { rows, delimiter } = readTable(bytes);
  return { delimiter, rows: rows.map(({ cells }) => cells) };
};
const rows = [
  { externalId: "1", email1: "zoë@home.nl", email2: "" },
  { externalId: "2", email1: "a@home.nl", email2: "b@home.nl" },
];

/** Rows, pointers and details of the validation errors. */
function refusalOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    return (error as ServiceError).validationErrors.map(
      ({ pointer, detail, line }) =>
        `${line === undefined ? "" : `row ${line}: `}${pointer} ${detail}`,
    );
  }
  return [];
}

t.test("a table is read in every form that spreadsheets save", async (t) => {
  const tables: Readonly<Record<string, string>> = {
    "commas and LF": "externalId,email1,email2\n1,zoë@home.nl,\n2,a@home.nl,b@home.nl\n",
    "semicolons and CRLF":
      "externalId;email1;email2\r\n1;zoë@home.nl;\r\n2;a@home.nl;b@home.nl\r\n",
    "another order and case": "EMAIL2;ExternalID;Email1\n;1;zoë@home.nl\nb@home.nl;2;a@home.nl",
    quotes: '"externalId","email1","email2"\n"1","zoë@home.nl",""\n"2","a@home.nl","b@home.nl"',
    "cells left out at the end": "externalId;email1;email2\n1;zoë@home.nl\n2;a@home.nl;b@home.nl;;",
    "tabs, as Excel saves text":
      "externalId\temail1\temail2\n1\tzoë@home.nl\t\n2\ta@home.nl\tb@home.nl\n",
    "tabs and an empty cell":
      "email2\texternalId\temail1\n\t1\tzoë@home.nl\nb@home.nl\t2\ta@home.nl",
    "a line for Excel":
      "sep=;\r\nexternalId;email1;email2\r\n1;zoë@home.nl\r\n2;a@home.nl;b@home.nl",
    "a quoted line for Excel":
      '"SEP=,"\nexternalId,email1,email2\n1,zoë@home.nl\n2,a@home.nl,b@home.nl',
    "empty lines and spaces":
      "externalId;email1;email2\n\n 1 ; zoë@home.nl ;\n;;\n2;a@home.nl;b@home.nl\n;;\n",
  };
  for (const [name, text] of Object.entries(tables)) {
    t.strictSame(read(text).rows, rows, name);
    t.strictSame(read(`\uFEFF${text}`).rows, rows, `${name}, with a byte order mark`);
    t.strictSame(read(Buffer.from(text, "latin1")).rows, rows, `${name}, in Windows-1252`);
    t.equal(read(text).delimiter, text.includes(",") ? "," : ";", name);
    t.strictSame(read(Buffer.from(`\uFEFF${text}`, "utf16le")).rows, rows, `${name}, in UTF-16`);
    const bigEndian = Buffer.from(`\uFEFF${text}`, "utf16le").swap16();
    t.strictSame(read(bigEndian).rows, rows, `${name}, in big-endian UTF-16`);
  }
  t.strictSame(read("externalId,email1\n1,a@home.nl").rows, [
    { externalId: "1", email1: "a@home.nl", email2: "" },
  ]);
  t.strictSame(read("externalId,email1").rows, []);
  const euro = Buffer.from([...Buffer.from("externalId,email1\n"), 0x80, 0x2c, 0x85]);
  t.match(read(euro).rows, [{ externalId: "€", email1: "…" }], "Windows-1252, not ISO-8859-1");
});

t.test("a file that is not a table is rejected, without quoting its content", async (t) => {
  const files: readonly (readonly [string, Uint8Array | string, RegExp])[] = [
    ["a workbook", Buffer.from("PK\x03\x04\x14\0\x06\0", "latin1"), /workbook/],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]), /not text/],
    ["UTF-16 without a mark", Buffer.from("externalId,email1", "utf16le"), /not text/],
    ["broken UTF-16", Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x61]), /not valid UTF-16/],
    ["broken UTF-8", Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xc3]), /not valid UTF-8/],
    ["nothing", "", /is empty: .* columns externalId, email1, email2$/],
    ["empty lines", "\n;;\n", /is empty/],
    ["no header", "1,ouder@home.nl\n2,a@home.nl", /no header: .* email2; it is …, …$/],
    ["another header", "leerling;adres;ouder@home.nl", /it is "leerling", "adres", …$/],
    ["JSON", '{"rows":[]}', /quote|header/],
    ["a quote that stays open", 'externalId,email1\n1,"ouder@home.nl\n2,b\n', /^row 2: .*quote/],
    ["a quote within a cell", 'externalId,email1\n\n1,ouder"@home.nl\n', /^row 3: .*quote/],
  ];
  for (const [name, file, detail] of files) {
    const validationErrors = refusalOf(() => read(file)).join();
    t.match(validationErrors, detail, name);
    t.notMatch(validationErrors, /ouder/, name);
  }
});

t.test("all validation errors of a table are reported", async (t) => {
  t.strictSame(
    refusalOf(() => read("email2,telefoon,email2,externalId\n")),
    [
      ' has the column email2 twice: "email2", "telefoon", "email2", "externalId"',
      ' has no column email1: its first line is "email2", "telefoon", "email2", "externalId"',
    ],
  );
});

t.test("a row has the number that the spreadsheet shows", async (t) => {
  const text = 'sep=;\r\n\r\nexternalId;email1\r\n\r\n1;"a\r\nb"\r\n;;\r\n2;c;;d\r\n3;e;;;f\r\n';
  t.strictSame(readTable(text).rows, [
    { line: 4, cells: { externalId: "1", email1: "a\r\nb", email2: "" } },
    { line: 6, cells: { externalId: "2", email1: "c", email2: "" }, surplusColumn: "D" },
    { line: 7, cells: { externalId: "3", email1: "e", email2: "" }, surplusColumn: "E" },
  ]);
  const wide = `externalId;email1\n1;a${";".repeat(26)}x`;
  t.match(readTable(wide).rows, [{ surplusColumn: "AB" }]);
});

t.test("a table is written so that a spreadsheet evaluates no cell as a formula", async (t) => {
  const hostile = [
    { externalId: "=cmd|' /C calc'!A0", email1: "+31@home.nl", email2: "@SUM(1)" },
    { externalId: '-2"; =1', email1: "line\r\nbreak; comma,", email2: "'quoted'" },
    { externalId: "\uFF1D1", email1: "a'=b", email2: "" },
  ];
  for (const delimiter of [",", ";"] as const) {
    const text = writeCsv(["externalId", "email1", "email2"], hostile, delimiter);
    const header = ["externalId", "email1", "email2"].map((name) => `"${name}"`).join(delimiter);
    t.ok(text.startsWith(`\uFEFF${header}\r\n`));
    const seen = parseCsv(text.replaceAll("'", "’").replace("\uFEFF", ""), columns, limits).rows;
    for (const cell of seen.flatMap(({ cells }) => Object.values(cells))) {
      t.notMatch(cell, /^[=+\-@\t\r\uFF1D]/);
    }
    t.strictSame(read(text), { delimiter, rows: hostile }, "reading returns the original");
  }
});

t.test("a missing value is written as an empty cell, a number as a number", async (t) => {
  const text = writeCsv(["a", "b", "c"], [{ a: -1, c: null }]);
  t.equal(text, '\uFEFF"a","b","c"\r\n"-1","",""\r\n');
});

t.test("no part of a cell is a formula for a spreadsheet with another delimiter", async (t) => {
  const cells = ["a,=1", "a;=1", "a\n=1", ",-1", "a,'=1", "''=1", "\t\t=1", "Bos, Jan", "a=b"];
  const names = ["externalId", "email1"] as const;
  for (const delimiter of [",", ";"] as const) {
    const rows = cells.map((cell) => ({ externalId: cell, email1: cell }));
    const text = writeCsv(names, rows, delimiter);
    t.notMatch(text, /[,;\t\r\n]"?[=+\-@]/, "a sign never follows a delimiter");
    const read = parseCsv(text, { required: names, optional: [] }, limits);
    t.strictSame(
      read.rows.map(({ cells }) => cells),
      rows,
      "reading returns the original cells",
    );
  }
});

t.test("reading a written table returns any text unchanged", async (t) => {
  const unit = fc.constantFrom("'", "=", "-", ",", ";", '"', "\n", "\t", "a", " ");
  const cell = fc.string({ unit, minLength: 1, maxLength: 8 }).map((text) => `x${text}x`);
  const start = fc.constantFrom("", "'", "=", "''=", "\t");
  fc.assert(
    fc.property(cell, start, fc.constantFrom(",", ";"), (text, start, delimiter) => {
      const rows = [{ externalId: `${start}${text}`, email1: "y" }];
      const written = writeCsv(["externalId", "email1"], rows, delimiter as Delimiter);
      const { rows: read } = parseCsv(
        written,
        { required: ["externalId", "email1"], optional: [] },
        limits,
      );
      t.strictSame(
        read.map(({ cells }) => cells),
        rows,
      );
    }),
  );
});

t.test("a table that is too large is rejected before its rows are built", async (t) => {
  const head = "externalId;email1\n";
  t.strictSame(
    refusalOf(() => read(`${head}${"1;a@home.nl\n".repeat(11)}`)),
    ["/rows has more than 10 rows"],
  );
  const padded = `${head}${"\n;;\n \n".repeat(1_000)}${"1;a@home.nl\n".repeat(10)}`;
  t.equal(read(padded).rows.length, 10, "empty rows do not count");
  const empty = (count: number) => `${head}${";\r\n".repeat(count)}1;a@home.nl\r\n`;
  t.equal(read(empty(50_000)).rows.length, 1);
  t.strictSame(
    refusalOf(() => read(empty(50_001))),
    [" has more than 50000 empty rows"],
  );
  const long = "has a row of more than 10000 characters, or a quote that is not closed";
  t.strictSame(
    refusalOf(() => read(`${head}1;${"a".repeat(10_000)}`)),
    [`row 2:  ${long}`],
  );
  t.strictSame(
    refusalOf(() => read("a".repeat(10_001))),
    [`row 1:  ${long}`],
  );
  t.strictSame(
    refusalOf(() => read(`${head}1;"a${"\na".repeat(5_000)}"`)),
    [`row 2:  ${long}`],
  );
  t.strictSame(
    refusalOf(() => read(`${head}${";".repeat(1_000)}`)),
    ["row 2:  has a row of more than 1000 cells"],
  );
});

t.test("at most a hundred validation errors of a table are reported", async (t) => {
  const text = `externalId,email1${",email1".repeat(150)}\n`;
  t.equal(refusalOf(() => read(text)).length, 100);
});

t.test("a name of a column is shown, and a text that may be personal data is not", async (t) => {
  const head = [
    "externalId",
    "email1",
    "Naam leerling",
    "06-12345678",
    "o@home.nl",
    "a".repeat(41),
  ];
  t.strictSame(readTable(head.join()).ignoredColumns, ['"Naam leerling"', "…", "…", "…"]);
  const many = Array.from({ length: 30 }, (_, index) => `kolom ${index}`);
  t.equal(readTable(["externalId", "email1", ...many].join()).ignoredColumns.length, 20);
});
