import t from "tap";
import { readEdexml } from "../../src/formats/edexml.ts";
import { fullEdexml } from "../support/edexml.ts";
import { pupil } from "../support/families/roster-pupil.ts";

const expected = { brin: "99ZZ", today: "2026-09-01" };

async function* inChunks(file: Uint8Array, size: number) {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

const bytesOf = (file: string | Uint8Array) =>
  typeof file === "string" ? Buffer.from(file) : file;
const read = (file: string | Uint8Array, chunk = 1000) =>
  readEdexml(inChunks(bytesOf(file), chunk), expected);

/** `pointer: detail (line)` of each validation error. */
async function errorsOf(file: string | Uint8Array): Promise<string[]> {
  const error = await read(file).then(
    () => undefined,
    (reason) => reason,
  );
  return (error?.validationErrors ?? []).map(
    ({ pointer, detail, line }: { pointer: string; detail: string; line?: number }) =>
      `${pointer}: ${detail}${line === undefined ? "" : ` (${line})`}`,
  );
}

const school = "<school><brincode>99ZZ</brincode></school>";
const edex = (...lines: readonly string[]) => `<EDEX>${school}\n${lines.join("\n")}\n</EDEX>`;
const pupils = (...lines: readonly string[]) => edex("<leerlingen>", ...lines, "</leerlingen>");

t.test("an export is read as groups, teachers and pupils, without other data", async (t) => {
  t.strictSame(await read(fullEdexml), {
    groups: [
      { externalId: "K1", name: "Egels", yearGroup: "1" },
      { externalId: "plus", name: "Plusklas", yearGroup: null },
      { externalId: "G5", name: "5 & een beetje", yearGroup: "5" },
    ],
    teachers: [
      {
        externalId: "LK1",
        firstName: null,
        infix: "van den",
        lastName: "Berk",
        groups: ["G5", "plus"],
        roles: ["DIR"],
      },
      { externalId: "LK2", firstName: "Joke", infix: null, lastName: null, groups: [], roles: [] },
    ],
    pupils: [
      pupil("1001", {
        eckId: "https://id.school/LL_voorbeeld",
        firstName: "Fleur",
        lastName: null,
        group: "G5",
        groups: ["plus"],
      }),
      pupil("1002", { firstName: null, lastName: "Zwaluw", group: null }),
      pupil("1003", { firstName: "Zoë", infix: "in 't", lastName: "Woud", group: "K1" }),
    ].map((one) => ({ ...one, picture: undefined })),
    formerPupils: [
      {
        externalId: "1004",
        firstName: "Vertrokken",
        infix: null,
        lastName: null,
        leftDate: "2026-08-31",
      },
    ],
  });
});

t.test("the result does not depend on chunk boundaries", async (t) => {
  const whole = await read(fullEdexml, 1_000_000);
  for (const size of [1, 2, 3, 7, 64, 1024])
    t.strictSame(await read(fullEdexml, size), whole, `${size}`);
});

t.test("unknown year groups, elements and attributes are ignored", async (t) => {
  const file = pupils(
    `<leerling key="1" nieuw="ja"><onbekend><roepnaam>Ander</roepnaam></onbekend><roepnaam>Bo</roepnaam></leerling>`,
  ).replace(school, `<schooljaar>2099</schooljaar>${school}<blok/>`);
  t.match(await read(file), { pupils: [{ externalId: "1", firstName: "Bo" }] });
});

t.test("a pupil leaves on the day after the last day", async (t) => {
  const leaving = (date: string) =>
    pupils(
      `<leerling key="1"><roepnaam>Bo</roepnaam><uitstroomdatum>${date}</uitstroomdatum></leerling>`,
    );
  for (const date of ["2026-09-01", "2026-09-02+02:00", "2027-07-31T00:00:00", "", " "]) {
    t.equal((await read(leaving(date))).pupils.length, 1, date);
  }
  for (const date of ["2026-08-31", "2014-07-18Z"]) {
    t.equal((await read(leaving(date))).pupils.length, 0, date);
  }
  t.strictSame(await errorsOf(leaving("18-07-2014")), [
    "/EDEX/leerlingen/leerling[1]/uitstroomdatum: is not a date (3)",
  ]);
});

t.test("a pupil that has left is named once, and never makes a file invalid", async (t) => {
  const gone = "<uitstroomdatum>2026-07-31</uitstroomdatum></leerling>";
  const { formerPupils } = await read(
    pupils(
      `<leerling key="1"><roepnaam>Bo</roepnaam>${gone}`,
      `<leerling key="1"><roepnaam>Bo</roepnaam></leerling>`,
      `<leerling key="2"><achternaam>Wit</achternaam>${gone}`,
      `<leerling key="2"><achternaam>Zwart</achternaam>${gone}`,
      `<leerling key="3"><achternaam>${"W".repeat(201)}</achternaam>${gone}`,
      `<leerling><achternaam>Zonder sleutel</achternaam>${gone}`,
      `<leerling key="${"4".repeat(257)}">${gone}`,
    ),
  );
  const name = { firstName: null, infix: null, lastName: null };
  t.strictSame(formerPupils, [
    { externalId: "2", ...name, lastName: "Zwart", leftDate: "2026-07-31" },
    { externalId: "3", ...name, leftDate: "2026-07-31" },
  ]);
});

t.test("a file is read in its declared encoding", async (t) => {
  const file = (declaration: string) =>
    `${declaration}${pupils(`<leerling key="1"><roepnaam>Zoë</roepnaam></leerling>`)}`;
  const declared = (encoding: string) => file(`<?xml version="1.0" encoding="${encoding}"?>\n`);
  const files: Readonly<Record<string, Uint8Array>> = {
    "no declaration": Buffer.from(file("")),
    "a byte order mark": Buffer.from(`\uFEFF${file("")}`),
    "UTF-8": Buffer.from(declared("utf-8")),
    "ISO-8859-1": Buffer.from(declared("ISO-8859-1"), "latin1"),
    "Windows-1252": Buffer.from(declared("windows-1252"), "latin1"),
  };
  for (const [name, bytes] of Object.entries(files)) {
    for (const size of [1, 5000]) {
      t.equal((await read(bytes, size)).pupils[0]?.firstName, "Zoë", `${name}, ${size}`);
    }
  }
  t.strictSame(await errorsOf(Buffer.from(file(""), "latin1")), [
    ": is not in the encoding that it says, or in UTF-8 when it says none",
  ]);
  t.strictSame(await errorsOf(Buffer.from(`\uFEFF${file("")}`, "utf16le")), [
    ": uses UTF-16: save it as UTF-8",
  ]);
  t.strictSame(await errorsOf(declared("Shift_JIS")), [
    ": is in an encoding other than UTF-8, ISO-8859-1 and Windows-1252",
  ]);
});

t.test("a file that is not EDEXML is rejected with what it is instead", async (t) => {
  const deep = "<a>".repeat(10_000);
  const files: Readonly<
    Record<string, readonly [file: string | Uint8Array, validationError: string]>
  > = {
    empty: ["", ": is empty"],
    "a ZIP": [Buffer.from("PK\u0003\u0004 and more"), ": is a ZIP file: unpack it first"],
    "a gzip": [Uint8Array.of(0x1f, 0x8b, 8, 0), ": is a gzip file: unpack it first"],
    JSON: [`{"groups": []}`, ": is not well-formed XML (1)"],
    "other XML": ["<html></html>", ": is not EDEX (1)"],
    "tags that cross": [
      pupils(`<leerling key="1">`, "<roepnaam>Bo</leerling></roepnaam>"),
      "/EDEX/leerlingen/leerling[1]: is not well-formed XML (4)",
    ],
    "an entity of nowhere": [
      pupils(`<leerling key="1"><roepnaam>&bo;</roepnaam></leerling>`),
      "/EDEX/leerlingen/leerling[1]/roepnaam: is not well-formed XML (3)",
    ],
    "cut off": [
      fullEdexml.slice(0, fullEdexml.indexOf("Zwaluw")),
      "/EDEX/leerlingen/leerling[2]/achternaam: ends before it is complete (38)",
    ],
    "too deep": [edex(deep), "/EDEX: holds elements nested too deep (2)"],
    "too many attributes": [
      edex(`<a ${Array.from({ length: 65 }, (_, at) => `a${at}=""`).join(" ")}/>`),
      "/EDEX: holds an element with too many attributes (2)",
    ],
    "too many pupils": [
      pupils(
        Array.from(
          { length: 20_001 },
          (_, key) => `<leerling key="${key}"><roepnaam>Bo</roepnaam></leerling>`,
        ).join(""),
      ),
      "/EDEX/leerlingen: holds more than 20000 of a kind (3)",
    ],
  };
  for (const [name, [file, validationError]] of Object.entries(files)) {
    t.strictSame(await errorsOf(file), [validationError], name);
  }
});

t.test("a DOCTYPE is rejected: no entity expands and no external file is read", async (t) => {
  const levels = Array.from(
    { length: 9 },
    (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`,
  );
  const inside = pupils(`<leerling key="1"><roepnaam>&l9;</roepnaam></leerling>`);
  for (const doctype of [
    `<!DOCTYPE EDEX [<!ENTITY l0 "lol">${levels.join("")}]>`,
    `<!DOCTYPE EDEX [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>`,
    `<!DOCTYPE EDEX SYSTEM "http://127.0.0.1:9/edex.dtd">`,
    "<!DOCTYPE EDEX>",
  ]) {
    t.strictSame(await errorsOf(doctype + inside), [": has a DOCTYPE, which is not taken (1)"]);
  }
});

t.test("a file of another school is rejected", async (t) => {
  const of = (school: string) =>
    `<EDEX>\n<school>${school}</school>\n<leerlingen></leerlingen></EDEX>`;
  const mismatch = (found: string) =>
    `/EDEX/school/brincode: is school ${found} with its dependancecode, and the access token is of school 99ZZ (2)`;
  for (const same of [
    "<brincode>99ZZ</brincode>",
    "<brincode> 99ZZ </brincode><dependancecode>00</dependancecode>",
    "<brincode>99ZZ</brincode><xsdversie>2.0</xsdversie>",
  ]) {
    t.strictSame(await errorsOf(of(same)), [], same);
  }
  const others = {
    "01AA": "<brincode>01AA</brincode>",
    "99ZZ01": "<brincode>99ZZ</brincode><dependancecode>01</dependancecode>",
    "99zz": "<brincode>99zz</brincode>",
    "…": `<brincode>${"9".repeat(21)}</brincode>`,
    "": "<brincode/>",
  };
  for (const [found, other] of Object.entries(others)) {
    t.strictSame(await errorsOf(of(other)), [mismatch(found)], other);
  }
  t.strictSame(await errorsOf(of("<instellingsnummer>1234</instellingsnummer>")), [
    "/EDEX/school: is a Flemish school, with an instellingsnummer: this service is for schools with a BRIN (2)",
  ]);
  t.strictSame(await errorsOf(of("<naam>Wegwijzer</naam>")), ["/EDEX/school: has no brincode (2)"]);
  t.strictSame(await errorsOf(of("<brincode>99ZZ</brincode><xsdversie>1.03</xsdversie>")), [
    "/EDEX/school/xsdversie: is version 1.03: only 2.0 and 2.1 can be read (2)",
  ]);
});

t.test("all validation errors are reported by element and line, without values", async (t) => {
  const file = edex(
    "<groepen>",
    `<groep key="G1"><naam>Groep</naam></groep>`,
    `<groep key="G1"><jaargroep>2</jaargroep></groep>`,
    "<groep><naam>Zonder</naam></groep>",
    "</groepen>",
    "<leerlingen>",
    `<leerling key="1" eckid="E"><roepnaam>Geheim</roepnaam><groep key="G2"/></leerling>`,
    `<leerling key="1" eckid="E"><roepnaam>Geheim</roepnaam><roepnaam>Geheim</roepnaam></leerling>`,
    `<leerling key="2"><voornamen>Geheim</voornamen></leerling>`,
    `<leerling key=" "><achternaam>Geheim</achternaam></leerling>`,
    `<leerling key="3"><achternaam>${"Geheim".repeat(40)}</achternaam><groep/></leerling>`,
    `<leerling key="4"><roepnaam>Geheim&#x85;x</roepnaam></leerling>`,
    "</leerlingen>",
    "<leerlingen/>",
    "<leerkrachten>",
    `<leerkracht key="LK"><roepnaam>Geheim</roepnaam><groepen><groep key="G1"/><samengestelde_groep key="S"/></groepen></leerkracht>`,
    "</leerkrachten>",
  );
  t.strictSame(await errorsOf(file), [
    "/EDEX/groepen/groep[2]: has no naam (4)",
    "/EDEX/groepen/groep[2]/@key: is duplicated (4)",
    "/EDEX/groepen/groep[3]/@key: is missing (5)",
    "/EDEX/leerlingen/leerling[1]/groep: is not a group of this roster (8)",
    "/EDEX/leerlingen/leerling[2]/roepnaam: is duplicated (9)",
    "/EDEX/leerlingen/leerling[2]/@key: is duplicated (9)",
    "/EDEX/leerlingen/leerling[2]/@eckid: is duplicated (9)",
    "/EDEX/leerlingen/leerling[3]: has neither a first name nor a last name (10)",
    "/EDEX/leerlingen/leerling[4]/@key: is missing (11)",
    "/EDEX/leerlingen/leerling[5]/achternaam: is longer than 200 characters (12)",
    "/EDEX/leerlingen/leerling[5]/groep/@key: is missing (12)",
    "/EDEX/leerlingen/leerling[6]/roepnaam: contains control characters (13)",
    "/EDEX/leerlingen: is duplicated (15)",
    "/EDEX/leerkrachten/leerkracht[1]/groepen/samengestelde_groep[1]: is not a group of this roster (17)",
  ]);
});

t.test("a file without a list of pupils is incomplete", async (t) => {
  t.strictSame(await errorsOf(edex()), ["/EDEX: has no leerlingen (1)"]);
});

t.test("a pupil has at most a hundred groups", async (t) => {
  const inGroups = (count: number) => {
    const keys = Array.from({ length: count }, (_, index) => `key="S${index}"`);
    const groups = keys.map(
      (key) => `<samengestelde_groep ${key}><naam>Plus</naam></samengestelde_groep>`,
    );
    const places = keys.map((key) => `<samengestelde_groep ${key}/>`);
    return edex(
      `<groepen>${groups.join("")}</groepen>`,
      `<leerlingen><leerling key="1"><roepnaam>Bo</roepnaam><samengestelde_groepen>`,
      `${places.join("")}</samengestelde_groepen></leerling></leerlingen>`,
    );
  };
  const { pupils } = await read(inGroups(100));
  t.equal(pupils[0]?.groups.length, 100);
  t.strictSame(await errorsOf(inGroups(101)), [
    "/EDEX/leerlingen/leerling[1]/samengestelde_groepen: has more than 100 groups (3)",
  ]);
});

t.test("reading stops after a hundred validation errors, in line order", async (t) => {
  let chunksRead = 0;
  async function* endless() {
    yield Buffer.from("<EDEX>\n<leerlingen>\n");
    for (let line = 3; line < 10_000; line += 1) {
      chunksRead += 1;
      yield Buffer.from("<leerling><roepnaam>Bo</roepnaam></leerling>\n");
    }
  }
  const error = await readEdexml(endless(), { brin: "99ZZ", today: "2031-09-01" }).catch(
    (reason) => reason,
  );
  t.equal(error.code, "invalid-request");
  t.strictSame(
    error.validationErrors.map(({ line }: { line: number }) => line),
    Array.from({ length: 100 }, (_, index) => index + 3),
  );
  t.ok(chunksRead < 200, `${chunksRead} lines were read`);
});

t.test("a text that is too long is reported at its element", async (t) => {
  const long = " ".repeat(20_000);
  const file = edex(
    "<leerlingen>",
    `<leerling key="1"><roepnaam>${long}Bo</roepnaam></leerling>`,
    `<leerling key="${"k".repeat(300_000)}"><roepnaam>Bo</roepnaam></leerling>`,
    `<leerling key="2"><roepnaam>Bo</roepnaam><uitstroomdatum>${"1".repeat(5_000)}</uitstroomdatum></leerling>`,
    "</leerlingen>",
  );
  t.match(await errorsOf(file), [
    /leerling\[1\]\/roepnaam: is longer than 200 characters/,
    /leerling\[2\]\/@key: is longer than 256 characters/,
    /leerling\[3\]\/uitstroomdatum: is not a date/,
  ]);
});
