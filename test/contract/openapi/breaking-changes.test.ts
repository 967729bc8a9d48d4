// A caller that was written for a release works with every later one of the same major version. The rules
// are in `docs/versioning.md`.
import { readdirSync, readFileSync } from "node:fs";
import t from "tap";
import { breakingChanges, type OpenapiDocument } from "./openapi-changes.ts";
import type { Schema } from "./schema-changes.ts";

interface Release extends OpenapiDocument {
  readonly info: { readonly version: string };
}

const folder = new URL("../../../openapi/", import.meta.url);
const read = (name: string): Release => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const current = [read("openapi.json"), read("service.json")];
const majorOf = ({ info }: Release) => Number.parseInt(info.version, 10);

/** Changes since a release that refuse nothing that the release accepted. */
const equivalent: readonly { readonly change: RegExp; readonly reason: string }[] = [
  {
    change: /: maxLength undefined became (?:4|2200)$/,
    reason: "The pattern of these texts had the same limit, or a shorter one.",
  },
  {
    change: /: pattern \^\[\^\\p\{Cc\}\]\*\S+ became \^\[\^\\p\{Cc\}\\S\]\*/,
    reason: "Both patterns match the same texts; the new one does it in linear time.",
  },
  {
    change: /home-login: .+ \/emails: maxItems 20 became 2$/,
    reason: "A rule outside the schema answered 400 to more than two addresses.",
  },
  {
    change:
      /: \d{3} has no (?:Cache-Control|Content-Security-Policy|Cross-Origin-Resource-Policy|Referrer-Policy|Strict-Transport-Security|X-Content-Type-Options|X-Frame-Options)$/,
    reason: "Every response still has these headers, which the document lists once.",
  },
];

t.test("no change since a release of this major version breaks a caller", async (t) => {
  const releases = readdirSync(new URL("released", folder)).map((name) => read(`released/${name}`));
  const [api] = current;
  t.ok(api && releases.some((release) => majorOf(release) === majorOf(api)));
  const used = new Set<RegExp>();
  for (const release of releases.filter((one) => api && majorOf(one) === majorOf(api))) {
    const breaking = breakingChanges([release], current).filter((text) => {
      const known = equivalent.find(({ change }) => change.test(text));
      if (known) used.add(known.change);
      return !known;
    });
    t.strictSame(breaking, [], `since ${release.info.version}`);
  }
  t.equal(used.size, equivalent.length, "every exception is needed");
});

const person: Schema = {
  type: "object",
  required: ["name"],
  additionalProperties: false,
  properties: {
    name: { type: "string", maxLength: 10, pattern: "^a" },
    nick: { type: ["string", "null"] },
    role: { type: "string", enum: ["teacher", "pupil"] },
    kind: { type: "string", enum: ["person"] },
    tags: { type: "array", minItems: 1, items: { type: "string" } },
    friend: { $ref: "#/components/schemas/Person" },
  },
};
const json = (schema: Schema) => ({ content: { "application/json": { schema } } });
const referred = { $ref: "#/components/schemas/Person" };
const document = {
  servers: [{ url: "/" }],
  paths: {
    "/v1/people/{id}": {
      put: {
        operationId: "setPerson",
        security: [{ token: [] }, { session: [] }],
        parameters: [
          { name: "id", in: "path", required: true, schema: { type: "string" } },
          { name: "dryRun", in: "query", schema: { type: "boolean", default: false } },
        ],
        requestBody: { required: true, ...json(referred) },
        responses: {
          200: { headers: { ETag: {} }, ...json(referred) },
          404: { $ref: "#/components/responses/NotFound" },
        },
      },
    },
  },
  components: {
    schemas: { Person: person },
    responses: { NotFound: json({ type: "object", properties: { detail: {} } }) },
  },
};

// biome-ignore lint/suspicious/noExplicitAny: a change may touch anything
type Change = (document: any) => void;

/** Returns the breaking changes that a change of the document makes. */
function changesBy(change: Change): string[] {
  const changed = structuredClone(document);
  change(changed);
  return breakingChanges([document], [changed]).map((text) =>
    text.replace("PUT /v1/people/{}: ", ""),
  );
}

const operation = (document: { paths: object }) =>
  // biome-ignore lint/suspicious/noExplicitAny: a change may touch anything
  (document.paths as any)["/v1/people/{id}"].put;
/** A change of the body alone: the response keeps a copy of the schema. */
const ofBody =
  (change: Change): Change =>
  (document) => {
    document.components.schemas.Body = structuredClone(person);
    Object.assign(operation(document).requestBody, json({ $ref: "#/components/schemas/Body" }));
    change(document.components.schemas.Body);
  };
const ofResponse =
  (change: Change): Change =>
  (document) => {
    document.components.schemas.Answer = structuredClone(person);
    Object.assign(
      operation(document).responses[200],
      json({ $ref: "#/components/schemas/Answer" }),
    );
    change(document.components.schemas.Answer);
  };
const properties =
  (change: Change): Change =>
  ({ properties }) =>
    change(properties);

const body = "the body in application/json /";
const answer = "200 in application/json /";

const breaking: readonly [Change, string][] = [
  [({ paths }) => delete paths["/v1/people/{id}"], "the operation is removed"],
  [(one) => (one.servers = [{ url: "/v2" }]), "the operation is removed"],
  [(one) => (operation(one).operationId = "putPerson"), "operationId became putPerson"],
  [(one) => operation(one).security.pop(), "session is no longer accepted"],
  [(one) => operation(one).parameters.pop(), "query parameter dryRun is removed"],
  [
    (one) => operation(one).parameters.push({ name: "x", in: "query", required: true }),
    "query parameter x is required now",
  ],
  [
    (one) => (operation(one).parameters[1].required = true),
    "query parameter dryRun is required now",
  ],
  [
    (one) => (operation(one).parameters[1].schema.default = true),
    "query parameter dryRun has another default: false became true",
  ],
  [
    (one) => (operation(one).parameters[0].schema.format = "uuid"),
    "path parameter 1 /: format undefined became uuid",
  ],
  [(one) => delete operation(one).requestBody, "the body is removed"],
  [
    (one) => (operation(one).requestBody.content = { "text/csv": {} }),
    "the body in application/json is removed",
  ],
  [(one) => delete operation(one).responses[404], "404 is removed"],
  [(one) => (operation(one).responses[202] = {}), "202 is a new success"],
  [(one) => delete operation(one).responses[200].headers.ETag, "200 has no ETag"],
  [
    (one) => (operation(one).responses[200].content = { "text/csv": {} }),
    "200 in application/json is removed",
  ],
  [
    (one) =>
      delete one.components.responses.NotFound.content["application/json"].schema.properties.detail,
    "404 in application/json /: the property detail is removed",
  ],
  [ofBody(({ required }) => required.push("role")), `${body}: the property role is required now`],
  [ofBody(properties((all) => delete all.nick)), `${body}: the property nick is rejected now`],
  [
    ofBody(properties((all) => all.role.enum.pop())),
    `${body}role: the value pupil is no longer allowed`,
  ],
  [
    ofBody(properties((all) => (all.name.enum = ["a"]))),
    `${body}name: only some values are allowed now`,
  ],
  [
    ofBody(properties((all) => (all.nick.type = "string"))),
    `${body}nick: type string,null became string`,
  ],
  [ofBody(properties((all) => (all.name.maxLength = 9))), `${body}name: maxLength 10 became 9`],
  [
    ofBody(properties((all) => (all.nick.minLength = 1))),
    `${body}nick: minLength undefined became 1`,
  ],
  [ofBody(properties((all) => (all.name.pattern = "^b"))), `${body}name: pattern ^a became ^b`],
  [
    ofBody(properties((all) => (all.tags.uniqueItems = true))),
    `${body}tags: uniqueItems undefined became true`,
  ],
  [
    ofBody(properties((all) => (all.tags.items.type = "integer"))),
    `${body}tags/*: type string became integer`,
  ],
  [ofBody((one) => (one.oneOf = [{}])), `${body}: oneOf is different`],
  [ofResponse(properties((all) => delete all.nick)), `${answer}: the property nick is removed`],
  [ofResponse(({ required }) => required.pop()), `${answer}: the property name can be absent now`],
  [
    ofResponse(properties((all) => all.kind.enum.push("robot"))),
    `${answer}kind: the value robot is new, and there was only person`,
  ],
  [
    ofResponse(properties((all) => (all.name.type = ["string", "null"]))),
    `${answer}name: type string became string,null`,
  ],
  [
    ofResponse(properties((all) => delete all.name.maxLength)),
    `${answer}name: maxLength 10 became undefined`,
  ],
  [ofResponse(properties((all) => (all.tags.minItems = 0))), `${answer}tags: minItems 1 became 0`],
];

t.test("every kind of breaking change is found", async (t) => {
  for (const [change, expected] of breaking) t.ok(changesBy(change).includes(expected), expected);
  const open: typeof document = structuredClone(document);
  operation(open).security = [];
  Reflect.deleteProperty(open.components.schemas.Person, "additionalProperties");
  t.strictSame(breakingChanges([open], [document]), [
    "PUT /v1/people/{}: it needs a token now",
    `PUT /v1/people/{}: ${body}: unknown properties are rejected now`,
  ]);
});

const harmless: Readonly<Record<string, Change>> = {
  "a new operation": ({ paths }) => (paths["/v1/groups"] = { get: { responses: { 200: {} } } }),
  "the same path below another server": (one) => {
    one.servers = [{ url: "/v1" }];
    one.paths = { "/people/{personId}": one.paths["/v1/people/{id}"] };
  },
  "a new optional parameter": (one) =>
    operation(one).parameters.push({ name: "x", in: "query", schema: {} }),
  "a new error": (one) => (operation(one).responses[409] = {}),
  "a new way to authenticate": (one) => operation(one).security.push({ key: [] }),
  "a new media type": (one) => (operation(one).responses[200].content["text/csv"] = {}),
  "an optional property in a request": ofBody(properties((all) => (all.age = { type: "integer" }))),
  "a property that a request can omit": ofBody(({ required }) => required.pop()),
  "a wider limit of a request": ofBody(properties((all) => (all.name.maxLength = 20))),
  "a new value in a request": ofBody(properties((all) => all.role.enum.push("parent"))),
  "a new property in a response": ofResponse(properties((all) => (all.age = { type: "integer" }))),
  "a new value of an enumeration in a response": ofResponse(
    properties((all) => all.role.enum.push("parent")),
  ),
  "a response that is never null any more": ofResponse(
    properties((all) => (all.nick.type = "string")),
  ),
  "other words": (one) => (operation(one).description = "Sets a person."),
};

t.test("a compatible change is not reported", async (t) => {
  for (const [name, change] of Object.entries(harmless)) t.strictSame(changesBy(change), [], name);
});
