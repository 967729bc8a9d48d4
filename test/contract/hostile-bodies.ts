// Bodies of the maximum size of an operation, each filled with one kind of hostile input.
import { type Operation, schemaAt } from "../support/contract.ts";
import { exampleOf, type Schema } from "./schema-examples.ts";

/** A body of `bytes` bytes: `head`, then each unit repeated over its share of the space, then `tail`. */
export interface Recipe {
  readonly name: string;
  readonly type: string;
  readonly head: string;
  /** `%d` in a unit is replaced by its number, so that names and ids differ. */
  readonly units: readonly string[];
  readonly tail: string;
  readonly bytes: number;
  /** Maximum number of units, for a list of the maximum length and a valid body. */
  readonly unitsMax?: number;
}

/** A list with more rows, pupils or items is rejected before any is parsed. */
const unitsMax = 20_000;

const json = "application/json";
const form = "application/x-www-form-urlencoded";

/** Units that fill a string, as JSON between quotes. */
const inText: Readonly<Record<string, readonly string[]>> = {
  letters: ["a"],
  "letters and a control character": ["a", "\\u0001"],
  spaces: [" "],
  "combining marks": ["\u0315", "\u0327"],
  "escaped combining marks": ["\\u0315", "\\u0327"],
  dots: ["x@.", ".", "a"],
  ats: ["@"],
  hyphens: ["-"],
  quotes: ['\\"'],
  apostrophes: ["'"],
  backslashes: ["\\\\"],
  separators: [",;"],
  brackets: ["<["],
  "lone surrogates": ["\\ud800"],
  emoji: ["👩‍👩‍👧‍👦"],
  digits: ["9"],
};

/** Units that fill a list, as JSON between brackets; the item of the OpenAPI document is added. */
const inList: Readonly<Record<string, readonly string[]>> = {
  numbers: ["1,"],
  nulls: ["null,"],
  texts: ['"a",'],
  "different texts": ['"a%d",'],
  "empty objects": ["{},"],
  "empty lists": ["[],"],
  "nested lists": ["[", "]"],
  "nested objects": ['{"a":', "}"],
};

const inObject: Readonly<Record<string, readonly string[]>> = {
  "unknown members": ['"k%d":1,'],
  "one member again and again": ['"k":1,'],
  "prototypes and numbers": ['"constructor":{"prototype":1},"k%d":1,'],
};

const wholeBodies: Readonly<Record<string, readonly string[]>> = {
  "open lists": ["["],
  "open objects": ['{"a":'],
  spaces: [" "],
  quotes: ['"'],
  digits: ["1"],
  "line breaks": ["\n"],
  "escaped quotes": ['\\"'],
};

const inCsv: Readonly<Record<string, readonly string[]>> = {
  "rows of one letter": ["a\n"],
  rows: ["%d;a%d@home.nl;b%d@elders.nl\n"],
  "rows of mistyped addresses": ["%d;a%d@gmial%d.com;b@hotmial.com\n"],
  "rows with an extra cell": ["%d;a@home.nl;b@home.nl;;;;c\n"],
  "empty lines": ["\n"],
  "lines of delimiters": [";;\n"],
  delimiters: [";"],
  commas: [","],
  quotes: ['"'],
  "quoted line breaks": ['"\n";'],
  "a cell of letters": ["a"],
  "a cell of combining marks": ["\u0315", "\u0327"],
  "a cell of dots": ["x@.", ".", "a"],
  "a cell of apostrophes": ["'"],
  spaces: [" "],
  "carriage returns": ["\r"],
};

const inXml: Readonly<Record<string, readonly string[]>> = {
  "pupils without anything": ["<leerling/>"],
  "pupils of one name": ['<leerling key="1"><roepnaam>Bo</roepnaam></leerling>'],
  pupils: ['<leerling key="%d"><roepnaam>Bo</roepnaam><groep key="g"/></leerling>'],
  "unknown elements": ["<a/>"],
  "nested elements": ["<a>"],
  text: ["tekst"],
  entities: ["&amp;"],
  comments: ["<!---->"],
  sections: ["<![CDATA[a]]>"],
  "line breaks": ["\n"],
  "combining marks": ["\u0315", "\u0327"],
};

const xmlHead =
  "<EDEX><school><brincode>01AA</brincode><xsdversie>2.1</xsdversie></school><leerlingen>";
const xmlTail = "</leerlingen></EDEX>";
/** Head, tail and units inside one pupil. */
const inPupil: Readonly<Record<string, readonly [string, string, readonly string[]]>> = {
  "names of one pupil": ['<leerling key="1">', "</leerling>", ["<roepnaam/>"]],
  "groups of one pupil": [
    '<leerling key="1"><samengestelde_groepen>',
    "</samengestelde_groepen></leerling>",
    ["<samengestelde_groep/>"],
  ],
  "one long name": ['<leerling key="1"><roepnaam>', "</roepnaam></leerling>", ["a "]],
  "one long key": ['<leerling key="', '"/>', ["a"]],
  "one long date": [
    '<leerling key="1"><uitstroomdatum>',
    "</uitstroomdatum></leerling>",
    ["2026-01-01T"],
  ],
};

/** Returns every hostile body of an operation of the OpenAPI document. */
export function recipesFor({ bodies }: Operation, bytes: number): Recipe[] {
  return Object.entries(bodies).flatMap(([type, { schema }]) => {
    const whole = (units: typeof inCsv, head = "", tail = "") =>
      Object.entries(units).map(([name, units]) => ({ name, type, head, units, tail, bytes }));
    if (type === json) return [...jsonRecipes(schema, bytes), ...whole(wholeBodies)];
    if (type === form) return formRecipes(["grant_type", "client_id", "client_secret"], bytes);
    if (type === "text/csv") {
      const head = "externalId;email1;email2\n";
      const units = { "as many rows as there may be": inCsv["rows"] ?? [] };
      const valid = whole(units, head).map((recipe) => ({ ...recipe, unitsMax }));
      return [...valid, ...whole(inCsv, head), ...whole(inCsv)];
    }
    const units = ['<leerling key="%d"><roepnaam>Bo</roepnaam></leerling>'];
    const valid = whole({ "as many pupils as there may be": units }, xmlHead, xmlTail);
    return [
      ...valid.map((recipe) => ({ ...recipe, unitsMax })),
      ...whole(inXml, xmlHead, xmlTail),
      ...Object.entries(inPupil).map(([name, [head, tail, units]]) => {
        return { name, type, head: xmlHead + head, units, tail: tail + xmlTail, bytes };
      }),
    ];
  });
}

/** Returns forms with every field filled with every kind of text, and with unknown fields. */
export function formRecipes(fields: readonly string[], bytes: number): Recipe[] {
  const recipe = (name: string, head: string, units: readonly string[]) => {
    return { name, type: form, head, units, tail: "", bytes };
  };
  return [
    ...fields.flatMap((field) => {
      const others = fields.filter((one) => one !== field).map((one) => `${one}=a&`);
      return Object.entries(inText).map(([name, units]) =>
        recipe(`${field} of ${name}`, `${others.join("")}${field}=`, units),
      );
    }),
    ...fields.map((field) => recipe(`${field} again and again`, "", [`${field}=a&`])),
    recipe("unknown fields", "", ["f%d=&"]),
    recipe("percent signs", fields.map((field) => `${field}=%`).join("&"), ["%"]),
  ];
}

function jsonRecipes(schema: object, bytes: number): Recipe[] {
  const example = exampleOf(schema, schemaAt as (ref: string) => Schema);
  return [...placesOf(example)].flatMap(({ path, value }) => {
    const at = `/${path.join("/")}`;
    const fill = (kinds: typeof inText, open: string, last: string, close: string) =>
      Object.entries(kinds).map(([name, units]) => {
        const [head = "", tail = ""] = around(example, path);
        return {
          name: `${at} of ${name}`,
          type: json,
          head: head + open,
          units,
          tail: last + close + tail,
          bytes,
        };
      });
    if (typeof value === "string") return fill(inText, '"', "", '"');
    if (Array.isArray(value)) {
      const item = JSON.stringify(value[0] ?? 1);
      return fill({ ...inList, "valid items": [`${item},`] }, "[", item, "]");
    }
    return fill(inObject, "{", '"last":1', "}");
  });
}

type Path = readonly (string | number)[];

/** Returns the places of strings, lists and objects, and of a list only those of its first item. */
function* placesOf(value: unknown, path: Path = []): Generator<{ path: Path; value: unknown }> {
  if (typeof value === "string") yield { path, value };
  if (typeof value !== "object" || value === null) return;
  yield { path, value };
  const members = Array.isArray(value) ? [[0, value[0]] as const] : Object.entries(value);
  for (const [name, member] of members) yield* placesOf(member, [...path, name]);
}

const mark = "\u0000here";

/** Returns the JSON of an example before and after a place. */
function around(example: unknown, path: Path): string[] {
  const marked = structuredClone({ example }) as Record<string, unknown>;
  const steps: Path = ["example", ...path];
  let parent = marked as Record<string | number, unknown>;
  for (const step of steps.slice(0, -1)) parent = parent[step] as typeof parent;
  parent[steps.at(-1) ?? ""] = mark;
  return JSON.stringify(marked["example"]).split(JSON.stringify(mark));
}
