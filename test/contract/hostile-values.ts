// Hostile values, and the places of a body to put them in.

const longest = 1_001;

/** Strings that are known to break software. */
export const hostileTexts: readonly string[] = [
  "",
  " ",
  "\u0000",
  "a\r\nBcc: x@evil.nl",
  "' or 1=1 --",
  '"; drop table pupils; --',
  "%s%n %o $1 \\",
  "{{7*7}} <%= 7*7 %> #{7*7}",
  '"><img src=x onerror=alert(1)>',
  "../../etc/passwd",
  "%2e%2e%2f%00",
  "=cmd|' /C calc'!A0",
  "\u202egnp.exe",
  "\u2028\u2029\ufeff",
  "\ud800",
  "👩‍👩‍👧‍👦",
  "e\u0301",
  "__proto__",
  "constructor",
  "a@b.nl,c@d.nl",
  "a@b.nl(x)@evil.nl",
  `${"a".repeat(64)}@${"b".repeat(63)}.nl`,
  "9007199254740993",
  "1e309",
  "NaN",
  "2026-02-30T25:61:61Z",
  "00000000-0000-0000-0000-000000000000",
  "a".repeat(longest),
  `${"a@".repeat(500)}nl`,
];

const hostileOthers: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  [],
  [null],
  {},
  { $ne: null },
  JSON.parse(`${"[".repeat(500)}${"]".repeat(500)}`),
];

type Json = Readonly<Record<string, unknown>>;

export interface Change {
  readonly at: string;
  readonly body: unknown;
}

/** Returns every body with one change: a hostile value, a missing value or an additional property. */
export function changesOf(body: unknown): Change[] {
  return [...placesOf(body)].flatMap(({ path, value }) => [
    ...[...hostileTexts, ...hostileOthers].map((hostile) => ({
      at: `${path.join("/")} = ${JSON.stringify(hostile).slice(0, 60)}`,
      body: replaced(body, path, () => hostile),
    })),
    ...(path.length > 0 ? [{ at: `no ${path.join("/")}`, body: removed(body, path) }] : []),
    ...besides(value).map((beside) => ({
      at: `more in ${path.join("/")}`,
      body: replaced(body, path, () => beside),
    })),
  ]);
}

/** Returns the bodies in which one string is replaced by `text`. */
export function stringsReplaced(body: unknown, text: string): Change[] {
  return [...placesOf(body)]
    .filter(({ value }) => typeof value === "string")
    .map(({ path }) => ({ at: path.join("/"), body: replaced(body, path, () => text) }));
}

/** More items than the maximum. */
function besides(value: unknown): unknown[] {
  if (Array.isArray(value)) return [Array(3).fill(value[0]), Array(400).fill(value[0])];
  if (!isObject(value)) return [];
  return [
    { ...value, id: "1" },
    { ...value, constructor: { prototype: { polluted: true } } },
  ];
}

type Path = readonly (string | number)[];

function* placesOf(
  value: unknown,
  path: Path = [],
): Generator<{ readonly path: Path; readonly value: unknown }> {
  yield { path, value };
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* placesOf(item, [...path, index]);
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) yield* placesOf(item, [...path, name]);
  }
}

function replaced(
  value: unknown,
  [first, ...rest]: Path,
  change: (old: unknown) => unknown,
): unknown {
  if (first === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === first ? replaced(item, rest, change) : item));
  }
  const object = value as Json;
  return { ...object, [first]: replaced(object[first], rest, change) };
}

function removed(value: unknown, path: Path): unknown {
  const last = path.at(-1);
  return replaced(value, path.slice(0, -1), (parent) =>
    Array.isArray(parent)
      ? parent.filter((_, index) => index !== last)
      : Object.fromEntries(Object.entries(parent as Json).filter(([name]) => name !== last)),
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}
