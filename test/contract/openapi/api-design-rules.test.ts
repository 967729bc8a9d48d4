// The document of the API follows the Dutch API Design Rules, and our copy of the rules finds each violation.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import t from "tap";
import { parse } from "yaml";

const inProject = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const ruleset = inProject("openapi/adr.spectral.yaml");
const committed = inProject("openapi/openapi.json");

interface Finding {
  readonly code: string;
  readonly source: string;
  readonly path: readonly string[];
}

/** Returns what Spectral finds in the files, with the ruleset. */
async function lint(files: readonly string[]): Promise<Finding[]> {
  const spectral = inProject("node_modules/.bin/spectral");
  const options = ["lint", "--quiet", "--format=json", `--ruleset=${ruleset}`];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    // The exit code would say only whether there are findings.
    [spectral, ...options, "--fail-severity=hint", ...files],
    { maxBuffer: 2 ** 26 },
  ).catch((error: { readonly stdout: string; readonly code: number }) => {
    if (error.code === 1) return error;
    throw error;
  });
  return JSON.parse(stdout);
}

const problem = { type: {}, title: {}, status: {}, detail: {} };
const versioned = { "API-Version": { schema: { type: "string" } } };
const error = (properties: object = problem, mediaType = "application/problem+json") => ({
  description: "A problem.",
  headers: versioned,
  content: { [mediaType]: { schema: { properties, required: ["title", "status", "detail"] } } },
});
const operation = {
  parameters: [{ name: "yearGroup", in: "query", schema: { type: "string" } }],
  responses: { 200: { description: "Right.", headers: versioned }, 400: error() },
};
const deprecated = (headers: object) => ({
  deprecated: true,
  responses: { 400: { ...error(), headers: { ...versioned, ...headers } } },
});

const correct = {
  openapi: "3.1.0",
  info: {
    title: "An API",
    version: "1.2.3",
    contact: { name: "A name", email: "api@school.example", url: "https://school.example" },
  },
  servers: [{ url: "https://school.example/api/v1" }],
  paths: {
    "/openapi.json": { get: operation },
    "/home-logins/{homeLoginId}": { get: operation },
    "/old": { get: deprecated({ Deprecation: {}, Sunset: {} }) },
  },
  components: {
    schemas: {
      Event: {
        properties: {
          occurredAt: { type: "string", format: "date-time" },
          birthDate: { type: "string", format: "date" },
        },
      },
    },
  },
};

const withPath = (path: string, item: object) => ({
  ...correct,
  paths: { ...correct.paths, [path]: item },
});
const withResponses = (responses: object) =>
  withPath("/groups", { get: { ...operation, responses } });
const withProperty = (name: string, format?: string) => ({
  ...correct,
  components: { schemas: { Event: { properties: { [name]: { type: "string", format } } } } },
});
const { contact, ...anonymous } = correct.info;
const { "/openapi.json": published, ...hidden } = correct.paths;

/** Documents with one violation, by the rule that finds it. */
const violations: Readonly<Record<string, readonly object[]>> = {
  "doc-openapi": [{ ...correct, openapi: "2.0" }],
  "doc-openapi-contact": [
    { ...correct, info: anonymous },
    { ...correct, info: { ...correct.info, contact: { name: contact.name, url: contact.url } } },
  ],
  "publish-openapi": [{ ...correct, paths: hidden }],
  "uri-version": [
    { ...correct, servers: [{ url: "/" }] },
    { ...correct, servers: [...correct.servers, { url: "https://school.example/v1/api" }] },
  ],
  "uri-version-present": [
    { ...correct, servers: [] },
    { ...correct, servers: undefined },
  ],
  semver: ["1.0", "v1.0.0", "1.02.3"].map((version) => ({
    ...correct,
    info: { ...correct.info, version },
  })),
  "version-header": [
    withResponses({ 204: { description: "Right." }, 400: error() }),
    withResponses({ 204: { description: "Right.", headers: { Version: {} } }, 400: error() }),
    withResponses({ 400: { ...error(), headers: {} } }),
  ],
  tls: [{ ...correct, servers: [{ url: "http://school.example/v1" }] }],
  "http-methods": [withPath("/groups", { get: operation, trace: operation })],
  "no-trailing-slash": [withPath("/groups/", { get: operation })],
  "path-segments-kebab-case": [
    "/homeLogins",
    "/home_logins",
    "/groups.json",
    "/.well-known/keys",
    "/groups//pupils",
  ].map((path) => withPath(path, { get: operation })),
  "query-keys-camel-case": ["year_group", "YearGroup", "year-group"].map((name) =>
    withPath("/groups", { get: { ...operation, parameters: [{ name, in: "query" }] } }),
  ),
  "problem-details": [
    withResponses({ 400: error(problem, "application/json") }),
    withResponses({ 400: { description: "Nothing.", headers: versioned } }),
    withResponses({ 400: error({ title: {}, status: {} }) }),
    withResponses({ 400: error(), 503: error({}) }),
  ],
  "invalid-input": [
    withResponses({ 200: { description: "Right.", headers: versioned } }),
    withPath("/groups", {
      delete: { responses: { 204: { description: "Right.", headers: versioned } } },
    }),
  ],
  "date-time-timezone": [
    withProperty("occurredAt", "date-time-local"),
    withProperty("opensAt", "time"),
  ],
  "date-omit-time-portion": [
    withProperty("birthDate", "date-time"),
    withProperty("birthDate"),
    withProperty("date"),
  ],
  "deprecation-schedule": [
    withPath("/groups", { get: { ...operation, deprecated: true } }),
    withPath("/groups", { get: deprecated({ Sunset: {} }) }),
  ],
};

t.test("the API follows the Dutch API Design Rules, without a warning", async (t) => {
  t.strictSame(await lint([committed]), []);
});

t.test("every rule finds its violation, and nothing else does", async (t) => {
  t.strictSame(Object.keys(violations), Object.keys(parse(readFileSync(ruleset, "utf8")).rules));
  const folder = t.testdir();
  const documents = Object.entries({ ...violations, "": [correct] }).flatMap(([rule, broken]) =>
    broken.map((document, index) => ({
      rule,
      document,
      name: `${rule || "correct"}-${index}.json`,
    })),
  );
  for (const { name, document } of documents) {
    await writeFile(join(folder, name), JSON.stringify(document));
  }
  const found = Map.groupBy(
    await lint(documents.map(({ name }) => join(folder, name))),
    ({ source }) => basename(source),
  );
  for (const { rule, name } of documents) {
    const codes = new Set((found.get(name) ?? []).map(({ code }) => code));
    t.strictSame([...codes], rule === "" ? [] : [rule], name);
  }
});
