// Every regular expression in the source and in the OpenAPI document takes linear time.
import { globSync, readFileSync } from "node:fs";
import { checkSync } from "recheck";
import t from "tap";
import { localPartPattern } from "../../../src/domain/email-address.ts";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

/** Only this checker proves its result; the other one searches heuristically. */
const options = { checker: "automaton" } as const;

/** A regular expression literal, after text that can precede one. */
const literal =
  /(?<=[=(,:?!&|[{]\s*|return )\/(?![/*])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)(?!\w)/g;

interface Found {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

const inSource = globSync("src/**/*.{ts,js}", { cwd: root }).flatMap((path) =>
  [...read(path).matchAll(literal)].map(([, source = "", flags = ""]) => ({
    place: path,
    source,
    flags,
  })),
);

function* inContract(value: unknown): Generator<Found> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    const isPattern = name === "pattern" && typeof part === "string";
    if (isPattern) yield { place: "openapi.json", source: part, flags: "u" };
    else yield* inContract(part);
  }
}

/** Expressions that the checker cannot prove, because it has no look-around; each with the bound of its text. */
const bounded: Readonly<Record<string, readonly string[]>> = {
  "a setting of the operator": ["src/config/parsers.ts"],
  "what the embedded PostgreSQL writes": [
    "src/development/postgres/server.ts",
    "src/development/postgres/binaries.ts",
  ],
  "the code of a validator, at its start": ["src/http/plugins/bounded-validation.ts"],
  mailAnswerLengthMax: ["src/domain/mail/reason.ts"],
  rowLengthMax: ["src/formats/csv.ts"],
  "nameLengthMax of a roster": ["src/mail/templates/names.ts"],
};
const boundedPlaces = new Set(Object.values(bounded).flat());

const patterns = new Map(
  [
    ...inSource,
    ...inContract(JSON.parse(read("openapi/openapi.json"))),
    { place: "email-address", source: localPartPattern.source, flags: "u" },
  ].map((found) => [`${found.source} ${found.flags}`, found]),
);

t.test("the test finds the patterns", async (t) => {
  t.ok(inSource.length > 60, `${inSource.length}`);
  t.ok(patterns.has(String.raw`^[^\p{Cc}\S]*[^\p{Cc}\s][^\p{Cc}]*$ u`), "of a name in a roster");
});

t.test("a pattern with quadratic time is detected", async (t) => {
  t.equal(
    checkSync(String.raw`^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$`, "u", options).status,
    "vulnerable",
  );
  t.equal(checkSync(String.raw`\.+$`, "", options).status, "vulnerable");
});

for (const { place, source, flags } of patterns.values()) {
  t.test(`linear: ${JSON.stringify(source).replaceAll("#", "")} in ${place}`, async (t) => {
    const isBounded = boundedPlaces.has(place);
    const timeout = isBounded ? 1_000 : 60_000;
    const { status } = checkSync(source, flags, { ...options, timeout });
    if (isBounded) t.not(status, "vulnerable");
    else t.equal(status, "safe");
  });
}
