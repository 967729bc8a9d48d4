// Holds the import rules of docs/architecture.md as data. Type imports and re-exports count.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import t from "tap";

interface Rule {
  /** Folders of `src` that it may import besides itself. */
  readonly rooms: readonly string[];
  /** Packages that it may import; `*` is any, `node:*` any module of Node. */
  readonly packages: readonly string[];
  readonly reason: string;
}

const service: Rule = {
  rooms: ["domain", "security", "store", "services/shared"],
  packages: ["node:*", "p-limit", "uuid"],
  reason:
    "A use case knows neither HTTP nor SMTP, and shares code with others only through `shared`.",
};

const rules: Readonly<Record<string, Rule>> = {
  domain: {
    rooms: [],
    packages: [],
    reason: "Without I/O, clock or framework the rules can be tested as properties.",
  },
  security: {
    rooms: ["domain"],
    packages: ["*"],
    reason: "Keys, tokens and hashes serve every room, so they depend on none.",
  },
  store: {
    rooms: ["domain", "security"],
    packages: ["*"],
    reason: "SQL does not depend on the use case that runs it.",
  },
  formats: {
    rooms: ["domain"],
    packages: ["*"],
    reason: "A file format does not depend on what is done with the file.",
  },
  "services/shared": { ...service, rooms: ["domain", "security", "store"] },
  "services/school": service,
  "services/family": service,
  "services/operator": service,
  "services/background": service,
  mail: {
    rooms: ["domain", "security", "store", "formats"],
    packages: ["*"],
    reason: "The dispatcher reads the outbox; no use case waits for SMTP.",
  },
  http: {
    rooms: [
      "domain",
      "formats",
      "services/school",
      "services/family",
      "services/operator",
      "services/background",
      "services/shared",
    ],
    packages: ["*"],
    reason: "A route translates between HTTP and a use case; it reaches no table, mail or secret.",
  },
  observability: {
    rooms: ["domain"],
    packages: ["*"],
    reason: "Measuring must not depend on the code that is measured.",
  },
  config: {
    rooms: ["domain"],
    packages: ["node:*"],
    reason: "Reading the configuration starts nothing and loads no driver.",
  },
  cli: {
    rooms: ["*", "!development", "!http", "!mail"],
    packages: ["*"],
    reason: "Operator commands use the same use cases as the service.",
  },
  app: { rooms: ["*", "!cli"], packages: ["*"], reason: "The composition root builds everything." },
  development: {
    rooms: ["*", "!cli"],
    packages: ["*"],
    reason: "The development start adds a database, a mail catcher and a school to the service.",
  },
};

const root = new URL("../../../", import.meta.url);
const importPattern = /\b(?:from|import)\s*\(?\s*"([^"]+)"/g;

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = globSync("src/**/*.{ts,js}", { cwd: root }).sort();
const imports: readonly Import[] = files.flatMap((from) =>
  [...readFileSync(new URL(from, root), "utf8").matchAll(importPattern)].map(([, name = ""]) => ({
    from,
    to: name.startsWith(".") ? normalize(join(dirname(from), name)) : name,
  })),
);

/** Folder of a file of `src`; `undefined` for a package. */
function roomOf(path: string): string | undefined {
  if (!path.startsWith("src/")) return undefined;
  const [first = "", second = ""] = path.split("/").slice(1, -1);
  return first === "services" ? `services/${second}` : first;
}

function isAllowed({ from, to }: Import): boolean {
  const room = roomOf(from);
  const rule = rules[room ?? ""];
  if (!rule) return true; // src/main.ts
  const target = roomOf(to);
  if (target === undefined) {
    return rule.packages.some(
      (name) => name === "*" || (name === "node:*" ? to.startsWith("node:") : to === name),
    );
  }
  if (target === room || rule.rooms.includes(target)) return true;
  return rule.rooms.includes("*") && !rule.rooms.includes(`!${target}`);
}

t.test("every room has a rule", async (t) => {
  const rooms = new Set(files.map((file) => roomOf(file)).filter((room) => room !== ""));
  t.strictSame([...rooms].sort(), Object.keys(rules).sort());
});

for (const [room, { reason }] of Object.entries(rules)) {
  t.test(`${room} imports only what it may: ${reason}`, async (t) => {
    const inside = imports.filter(({ from }) => roomOf(from) === room);
    t.ok(inside.length > 0);
    t.strictSame(
      inside.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} imports ${to}`),
      [],
    );
  });
}

t.test("a value, a type and a re-export that are not allowed are found", async (t) => {
  const found = (source: string) => [...source.matchAll(importPattern)].map(([, name]) => name);
  t.strictSame(found('import { a } from "../store/a.ts";\nimport type { B } from "../b.ts";'), [
    "../store/a.ts",
    "../b.ts",
  ]);
  t.strictSame(found('export type { C } from "../c.ts";\nexport * from "../d.ts";'), [
    "../c.ts",
    "../d.ts",
  ]);
  t.notOk(isAllowed({ from: "src/domain/clock.ts", to: "src/store/database.ts" }));
  t.notOk(isAllowed({ from: "src/domain/clock.ts", to: "node:fs" }));
  t.notOk(
    isAllowed({ from: "src/services/school/groups.ts", to: "src/services/family/devices.ts" }),
  );
});

t.test("no route imports another route", async (t) => {
  const isRoute = (path: string) => dirname(path) === "src/http/routes";
  t.strictSame(
    imports.filter(({ from, to }) => isRoute(from) && isRoute(to)),
    [],
  );
});

t.test("no service re-exports what HTTP may not import", async (t) => {
  const pattern = /\bexport\s+(?:type\s+)?(?:\*|\{[^}]*\})[^;"]*\bfrom\s*"([^"]+)"/g;
  const reExports = (source: string) => [...source.matchAll(pattern)].map(([, name = ""]) => name);
  t.strictSame(reExports('export type { A } from "../../security/a.ts";\nexport * from "b";'), [
    "../../security/a.ts",
    "b",
  ]);
  const found = files
    .filter((file) => file.startsWith("src/services/"))
    .flatMap((from) =>
      reExports(readFileSync(new URL(from, root), "utf8")).map((name) => ({
        from,
        to: normalize(join(dirname(from), name)),
      })),
    );
  t.strictSame(
    found.filter(({ to }) => !isAllowed({ from: "src/http/app.ts", to })),
    [],
  );
});

t.test("there is no import cycle, types included", async (t) => {
  const next = Map.groupBy(
    imports.filter(({ to }) => files.includes(to)),
    ({ from }) => from,
  );
  const done = new Set<string>();
  const circles: string[] = [];
  function visit(file: string, path: readonly string[]): void {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" > "));
    if (done.has(file) || path.includes(file)) return;
    for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  }
  for (const file of files) visit(file, []);
  t.strictSame(circles, []);
});

t.test("there is no barrel, one file at the root, and no folder with too many files", async (t) => {
  t.strictSame(
    files.filter((file) => file.endsWith("/index.ts")),
    [],
  );
  t.strictSame(
    files.filter((file) => file.split("/").length === 2),
    ["src/main.ts"],
  );
  const tests = globSync("test/**/*.ts", { cwd: root });
  t.ok(tests.length > 200);
  const crowded = Map.groupBy([...files, ...tests], (file) => dirname(file));
  t.strictSame(
    [...crowded].filter(([, inside]) => inside.length > 25).map(([folder]) => folder),
    [],
  );
});
