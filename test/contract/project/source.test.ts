// Properties that no request can show: things that the source never does.
import { globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import t from "tap";

const root = new URL("../../../", import.meta.url);
const files = globSync("src/**/*.{ts,js}", { cwd: root }).map((path) => ({
  path,
  text: readFileSync(new URL(path, root), "utf8"),
}));
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const document = JSON.parse(read("openapi/openapi.json"));

/** Returns the files that match. */
function filesWith(pattern: RegExp): string[] {
  return files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}

t.test("the source is read", async (t) => t.ok(files.length > 150));

t.test("every error text for schools is a message, which has both languages", async (t) => {
  // Texts that only families, operators and receivers of delivery events read.
  const others =
    /^src\/(?:app|cli|config|development|http\/(?:openapi|pages|webhooks)|mail|observability|security|services\/(?:background|family|operator)|domain\/(?:activation|mail|password|picture-code)|http\/(?:server|problems\/client-error|routes\/(?:mail-events|problems|service))|services\/shared\/family-access|services\/school\/picture-codes)\b/;
  const literal =
    /\bdetail:\s*["`]|\b(?:report|refused|invalidBody|malformed|unreadable|validationError|invalid)\((?:[\w.]+,\s*)?["`]|new ServiceError\(\s*["`][\w-]+["`],\s*["`]/;
  t.strictSame(
    filesWith(literal).filter((path) => !others.test(path)),
    [],
  );
});

t.test("SQL consists only of literals of the source", async (t) => {
  t.strictSame(filesWith(/\bsql\.raw\(/), []);
  // The tag of the query builder makes every value a parameter.
  const store = files.filter(({ path }) => /^src\/store\//.test(path));
  for (const { path, text } of store) {
    const statements = text.match(/(?:\btext:|\.query\()\s*`[^`]*`/g) ?? [];
    const parts = statements.flatMap((one) => [...one.matchAll(/\$\{([^}]*)\}/g)]);
    // A constant is in the same file, or in a file of the store from which it is imported.
    const imported = [...text.matchAll(/^import .* from "(\.[^"]*)";$/gm)]
      .map(([, specifier = ""]) => join(dirname(path), specifier))
      .filter((file) => /^src\/store\//.test(file));
    const constants = [text, ...imported.map(read)].join("\n");
    for (const [, part = ""] of parts) {
      t.match(
        constants,
        new RegExp(`^(?:export )?const ${RegExp.escape(part)} =\\s*[\`"]`, "m"),
        `${part} in ${path}`,
      );
    }
  }
});

t.test(
  "the query builder is used for one table at a time, and joins are written in SQL",
  async (t) => {
    t.strictSame(filesWith(/\.(?:inner|left|right|full|cross)Join\(|\bskipLocked\b/), []);
  },
);

t.test(
  "only mails, pages and the stand-in for publishers make HTML, with a tag that escapes",
  async (t) => {
    const makers = filesWith(/from "[./]*(?:formats\/)?html\.ts"/);
    t.ok(makers.length > 0);
    t.strictSame(
      makers.filter(
        (path) => !/^src\/(?:mail\/templates|http\/pages|development\/publishers)\//.test(path),
      ),
      [],
    );
    t.strictSame(
      filesWith(/`\s*<(?:!doctype|html|p|div|a)\b/i).filter(
        // Contains only the service's own list of problems.
        (path) => !makers.includes(path) && path !== "src/http/pages/views/problem.ts",
      ),
      [],
    );
  },
);

t.test("no shell and no program is started, except the PostgreSQL of development", async (t) => {
  const starting = filesWith(/node:child_process|node:cluster/);
  t.strictSame(
    starting.filter((path) => !path.startsWith("src/development/postgres/")),
    [],
  );
  t.strictSame(filesWith(/\bshell:|\bexecSync\(|[^.\w]exec\(/), []);
});

t.test("only upload parsing uses threads, and they get no environment", async (t) => {
  t.strictSame(filesWith(/node:worker_threads/).sort(), [
    "src/http/uploads/parser.ts",
    "src/http/uploads/thread.ts",
  ]);
  t.match(read("src/http/uploads/parser.ts"), /env: \{\},\n\s+resourceLimits: \{/);
});

t.test("no code is made from text, and no regular expression from unescaped input", async (t) => {
  t.strictSame(filesWith(/\beval\(|\bnew Function\(|node:vm|set(?:Timeout|Interval)\(["'`]/), []);
  const built = filesWith(/\bnew RegExp\(/);
  const constant = [
    "src/domain/email-address.ts",
    "src/domain/messages/messages.ts",
    "src/formats/activation-table.ts",
    "src/formats/edexml-fields.ts",
    // Patterns of the schemas in the source.
    "src/http/plugins/bounded-validation.ts",
  ];
  t.strictSame(
    built.filter((path) => !constant.includes(path)),
    ["src/mail/delivery-outcome.ts"],
  );
  t.match(read("src/mail/delivery-outcome.ts"), "{RegExp.escape(name)}");
});

t.test("randomness comes from the kernel, for secrets through one file", async (t) => {
  t.strictSame(filesWith(/Math\.random/), []);
  t.strictSame(filesWith(/\brandomBytes\b|\bgetRandomValues\b/).sort(), [
    "src/development/postgres/creation.ts",
    "src/security/random.ts",
  ]);
});

t.test("hashes and signatures use SHA-256 or better, by known libraries", async (t) => {
  const algorithms = files.flatMap(({ text }) =>
    [...text.matchAll(/\bcreate(?:Hash|Hmac)\("(\w+)"|\bhkdfSync\("(\w+)"/g)].map(
      ([, hash, kdf]) => hash ?? kdf,
    ),
  );
  t.strictSame(new Set(algorithms), new Set(["sha256"]));
  t.strictSame(
    filesWith(/\bmd5\b|\bsha-?1\b/i).filter((path) => !/sns-topic|webhooks\/ses/.test(path)),
    [],
    "except for signatures of Amazon SNS",
  );
  const names = files.flatMap(({ text }) => [...text.matchAll(/from "([^".]+)"/g)]);
  const outside = new Set(names.map(([, name = ""]) => name.replace(/^node:/, "")));
  const cryptographic = [...outside].filter((name) =>
    /crypt|jose|jwt|argon|sodium|hash|sign/.test(name),
  );
  t.strictSame(cryptographic.sort(), [
    "@fastify/jwt",
    "@node-rs/argon2",
    "crypto",
    "fast-jwt",
    "jose",
  ]);
  t.ok(builtinModules.includes("crypto"));
});

t.test("secrets are compared in constant time, or found by hash", async (t) => {
  const comparing = filesWith(/\btimingSafeEqual\(/).sort();
  t.strictSame(comparing, [
    "src/security/login-device.ts",
    "src/security/password-hash.ts",
    "src/security/row-token.ts",
    "src/security/secret.ts",
    "src/security/tombstone.ts",
    "src/security/webhook-verifiers.ts",
  ]);
  const secrets = files.filter(({ path }) => path.startsWith("src/security/"));
  const compared = secrets.flatMap(
    ({ text }) =>
      text.match(/\b\w*(?:secret|token|hash|signature|password)\w* [!=]==? \w+/gi) ?? [],
  );
  t.strictSame(
    compared.filter((one) => !/undefined|null/.test(one)),
    [],
  );
});

t.test("passwords have no hint, no secret question and no expiry", async (t) => {
  const unwanted = /hint|question|answer_|pass(?:word|code)_?expir|must_?change/i;
  const properties = new Set<string>();
  JSON.stringify(document.components, (key, value) => {
    if (key === "properties") for (const name of Object.keys(value)) properties.add(name);
    return value;
  });
  t.ok(properties.size > 50);
  t.strictSame(
    [...properties].filter((name) => unwanted.test(name)),
    [],
  );
  const columns = files
    .filter(({ path }) => path.startsWith("src/store/schema/"))
    .flatMap(({ text }) => [...text.matchAll(/\(\s*"(\w+)"/g)].map(([, name]) => name));
  t.ok(columns.includes("password_hash"));
  t.strictSame(
    columns.filter((name) => unwanted.test(name ?? "")),
    [],
  );
});

t.test("no module variable keeps data between requests", async (t) => {
  t.strictSame(filesWith(/^(?:export )?(?:let|var) /m), [], "no variable outlives a function");
});

t.test("a start imports no module of Node whose getters load an HTTP client", async (t) => {
  const imports = /^import (?!type\b)[^;]*\sfrom "node:https?";/m;
  t.match('import { request } from "node:http";', imports);
  t.strictSame(
    filesWith(imports).filter((path) => !path.startsWith("src/development/")),
    [],
  );
});

t.test("no operation redirects", async (t) => {
  const operations: { responses: object }[] = Object.values(document.paths).flatMap((path) =>
    Object.values(path as object),
  );
  const statuses = new Set(operations.flatMap(({ responses }) => Object.keys(responses)));
  t.ok(statuses.has("200"));
  t.strictSame(
    [...statuses].filter((status) => /^3/.test(status)),
    ["304"],
  );
});

t.test("the image contains the service and its dependencies, and no tests", async (t) => {
  const [, image = ""] = read("Dockerfile").split(/^FROM .*(?=\n(?!.* AS ).*ENV)/m);
  const copied = [...image.matchAll(/^COPY (?:--from=\S+ )?(.+) \S+$/gm)].map(([, what]) => what);
  t.strictSame(copied, [
    "/app/node_modules",
    "package.json package-lock.json",
    "src",
    "migrations",
    "openapi",
  ]);
  t.match(read("Dockerfile"), "npm ci --omit=dev --ignore-scripts");
  t.match(image, "NODE_ENV=production");
});
