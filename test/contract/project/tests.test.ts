// Rules for the tests themselves, so that they also pass on a busy machine.
import { existsSync, globSync, readFileSync } from "node:fs";
import t from "tap";

const root = new URL("../../../", import.meta.url);
const waiting = "test/integration/until.ts";
/** Files of the tests of every change, without this file, which contains the forbidden patterns. */
const files = globSync(["test/**/*.test.ts", "test/support/**/*.ts", "test/integration/*.ts"], {
  cwd: root,
})
  .filter((path) => path !== "test/contract/project/tests.test.ts")
  .map((path) => ({ path, text: readFileSync(new URL(path, root), "utf8") }));

const filesWith = (pattern: RegExp) =>
  files
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
    .sort();

/** A comparison with a clock that a test cannot set. */
const clock = String.raw`(?:(?:performance|Date)\.now\(\)|process\.hrtime)`;
const comparison = String.raw`\s[<>]=?\s`;
const comparedTime = new RegExp(`${clock}[^;,{]*${comparison}|${comparison}[^;,{]*${clock}`);

/** Rooms whose files each have a test file of the same path. */
const mirrored = "src/{domain,security,services}/**/*.ts";
const testOf = (source: string) => source.replace(/^src\/(.*)\.ts$/, "test/$1.test.ts");
const hasFunction = (source: string) =>
  /^export (?:async )?(?:function|class)\b|^export const \w+ = (?:async )?\(/m.test(
    readFileSync(new URL(source, root), "utf8"),
  );
/** Sources that a test of another name tests, with the reason. */
const testedElsewhere: Readonly<Record<string, string>> = {
  "src/security/access-token.ts":
    "http/auth/authenticate.test.ts checks every claim where a token is accepted.",
  "src/services/shared/additional-address.ts":
    "The tests of address proposals of families and of schools add addresses with it.",
  "src/services/shared/school-permissions.ts":
    "school-access.test.ts: a permission is checked with the access of a caller.",
};

/** Tests of these rooms that are not of one source, with the reason. */
const testsOfSeveral: Readonly<Record<string, string>> = {
  "test/domain/closed-lists.test.ts": "The lists of all files equal those of the contract.",
  "test/domain/password-properties.test.ts": "Random cases, which the mutation run leaves out.",
  "test/services/main-job.test.ts": "The story that every service has a part in.",
};

t.test("the rules find the tests", async (t) => {
  t.ok(files.length > 100);
  t.ok(filesWith(/\bt\.test\(/).length > 80);
});

t.test("`npm test` and `npm run test:processes` together run every test file once", async (t) => {
  const { tap, scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
  const [, , ...processes] = scripts["test:processes"].split(" ");
  const started: string[] = [...tap.include, ...processes].flatMap((glob: string) =>
    globSync(glob, { cwd: root }),
  );
  t.match(scripts.check, /^npm test && npm run test:processes && /);
  const groups = started.filter((path) => path.endsWith(".group.ts"));
  t.ok(groups.length > 1);
  const grouped = groups.flatMap((path) => {
    const text = readFileSync(new URL(path, root), "utf8");
    return [...text.matchAll(/"(test\/.*?)"/g)].flatMap(([, glob = ""]) =>
      globSync(glob, { cwd: root }),
    );
  });
  const alone = started.filter((path) => path.endsWith(".test.ts"));
  const expected = globSync("test/**/*.test.ts", { cwd: root });
  t.strictSame([...grouped, ...alone].sort(), expected.sort());
});

t.test("no test sleeps", async (t) => {
  t.strictSame(filesWith(/node:timers\/promises/), [waiting]);
  // `t.setTimeout` is the limit of a test.
  t.strictSame(filesWith(/(?<!\bt\.|"|clear)\bsetTimeout\(/), []);
  t.strictSame(filesWith(/pg_sleep|\bsleep\(|Atomics\.wait\(/), []);
});

t.test("every loop ends", async (t) => {
  // Ends with a deadline, or with the output of a shell. A condition may compare with a number: `seconds < 1_800`.
  const bounded = [waiting, "test/support/guide.ts"].sort();
  t.strictSame(filesWith(/\bwhile \((?!.* < [\d_* ]+\) \{)|\bfor \([^;)]*;\s*;/), bounded);
  t.match(
    readFileSync(new URL(waiting, root), "utf8"),
    /for \(;;\) \{.*performance\.now\(\) > deadline.*await delay\(/s,
  );
});

t.test("no assertion depends on elapsed time", async (t) => {
  t.strictSame(filesWith(comparedTime), [waiting]);
  // Statistics over hundreds of attempts, only in `npm run test:attack`.
  const measuring = "test/contract/enumeration.test.ts";
  t.strictSame(filesWith(/performance\.now|hrtime/), [measuring, waiting]);
});

t.test("a wait for a lock looks only at the database of its test", async (t) => {
  const looking = files.filter(({ text }) => /pg_locks|pg_stat_activity/.test(text));
  t.ok(looking.length > 0);
  for (const { path, text } of looking) t.match(text, "datname = current_database()", path);
});

t.test("comparisons are strict", async (t) => {
  // `t.same` treats "1" as 1 and a missing property as undefined; so does `t.has`.
  t.strictSame(filesWith(/\bt\.(?:same|has)\(/), []);
});

t.test("every source of a rule or service has a test of its name", async (t) => {
  const sources = globSync(mirrored, { cwd: root }).filter(hasFunction);
  t.ok(sources.length > 90);
  const untested = sources.filter((source) => !existsSync(new URL(testOf(source), root)));
  t.strictSame(untested.sort(), Object.keys(testedElsewhere).sort());
});

t.test("every test of a rule or service has a source of its name", async (t) => {
  const tests = globSync("test/{domain,security,services}/**/*.test.ts", { cwd: root });
  const sourceOf = (test: string) => test.replace(/^test\/(.*)\.test\.ts$/, "src/$1.ts");
  const strange = tests.filter((test) => !existsSync(new URL(sourceOf(test), root)));
  t.strictSame(strange.sort(), Object.keys(testsOfSeveral).sort());
});

t.test("the rules detect what they forbid", async (t) => {
  for (const text of [
    "t.ok(performance.now() - started < 900);",
    "t.ok(\n  Date.now() - started < 5_000,\n);",
    "if (performance.now() > deadline) return;",
    "t.equal(process.hrtime.bigint() > limit, true);",
  ]) {
    t.match(text, comparedTime);
  }
  t.notMatch("service.advance((Date.now() - start.getTime()) / 1_000);", comparedTime);
});
