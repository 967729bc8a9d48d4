import fc from "fast-check";
import t from "tap";
import type { ServiceError } from "../../src/domain/errors.ts";
import { type Delimiter, decodeText, parseCsv, writeCsv } from "../../src/formats/csv.ts";

const columns = { required: ["externalId", "email1"], optional: ["email2"] } as const;
const limits = { rowsMax: 10 };
const read = (bytes: Uint8Array | string) =>
  parseCsv(decodeText(typeof bytes === "string" ? Buffer.from(bytes) : bytes), columns, limits);
const rows = [
  { externalId: "1", email1: "zoë@home.nl", email2: "" },
  { externalId: "2", email1: "a@home.nl", email2: "b@home.nl" },
];

/** Pointers and details of the validation errors. */
function refusalOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    return (error as ServiceError).validationErrors.map(
      ({ pointer, detail }) => `${pointer} ${detail}`,
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
    "empty lines and spaces":
      "externalId;email1;email2\n\n 1 ; zoë@home.nl ;\n;;\n2;a@home.nl;b@home.nl\n;;\n",
  };
  for (const [name, text] of Object.entries(tables)) {
    t.strictSame(read(text).rows, rows, name);
    t.strictSame(read(`\uFEFF${text}`).rows, rows, `${name}, with a byte order mark`);
    t.strictSame(read(Buffer.from(text, "latin1")).rows, rows, `${name}, in Windows-1252`);
    t.equal(read(text).delimiter, text.includes(";") ? ";" : ",", name);
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
    ["UTF-16", Buffer.from("\uFEFFexternalId,email1", "utf16le"), /not text/],
    ["broken UTF-8", Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xc3]), /not valid UTF-8/],
    ["nothing", "", /no header/],
    ["no header", "1,ouder@home.nl\n2,a@home.nl", /no header/],
    ["JSON", '{"rows":[]}', /quote|header/],
    ["a quote that stays open", 'externalId,email1\n1,"ouder@home.nl\n', /quote .*line/],
    ["a quote within a cell", 'externalId,email1\n1,ouder"@home.nl\n', /quote .*line 2/],
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
    [" column 2 is unknown", " has the column email2 twice", " has no column email1"],
  );
  t.strictSame(
    refusalOf(() => read("externalId,email1\n1,a@home.nl,x\n2,b@home.nl\n3,c@home.nl,,y")),
    [
      "/rows/0 has more cells than there are columns",
      "/rows/2 has more cells than there are columns",
    ],
  );
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
    for (const cell of seen.flatMap((row) => Object.values(row))) {
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
    t.strictSame(read.rows, rows, "reading returns the original cells");
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
      t.strictSame(read, rows);
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
    [` ${long}`],
  );
  t.strictSame(
    refusalOf(() => read("a".repeat(10_001))),
    [` ${long}`],
  );
  t.strictSame(
    refusalOf(() => read(`${head}1;"a${"\na".repeat(5_000)}"`)),
    [` ${long}`],
  );
  t.strictSame(
    refusalOf(() => read(`${head}${";".repeat(1_000)}`)),
    [" has a row of more than 1000 cells"],
  );
});

t.test("at most a hundred validation errors of a table are reported", async (t) => {
  const text = `externalId,email1\n${"1,a@home.nl,x\n".repeat(150)}`;
  const columns = { required: ["externalId", "email1"], optional: [] } as const;
  t.equal(refusalOf(() => parseCsv(text, columns, { rowsMax: 150 })).length, 100);
});
