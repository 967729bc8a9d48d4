// All validation errors of a request at once: of the schema and of the rules, each named once, in the order
// of the request.
import t from "tap";
import { startTestService } from "../../support/service.ts";

const service = await startTestService(t);
const { api } = service;
const { token } = await service.addClient("01AA");
const roster = {
  groups: [{ externalId: "4A", name: "4A" }],
  teachers: [{ externalId: "LK1", firstName: "Lia", groups: ["4A"] }],
  pupils: [{ externalId: "1", firstName: "Wimpie", group: "4A" }],
};
await api("putRoster", { token, body: roster });
const teacher = (await service.addClient("01AA", "teacher", "LK1")).token;
const groupId = (await api("listGroups", { token })).body.items[0].id;
const pupilId = (await api("getGroup", { token, path: { groupId } })).body.pupils[0].id;

type Request = Parameters<typeof api>[1];

/** Returns the errors of a request as lines. */
async function errorsOf(operationId: string, request: Request) {
  const { status, body } = await api(operationId, { token, ...request });
  if (status !== 400) return [`${status}`];
  return body.errors.map(
    ({ pointer, detail }: Readonly<Record<string, string>>) => `${pointer} ${detail}`,
  );
}

t.test("setHomeLogin names bad addresses beside an unknown property", async (t) => {
  const path = { pupilId };
  t.strictSame(
    await errorsOf("setHomeLogin", { path, body: { emails: ["niet", "ook niet@"], foo: 1 } }),
    ["/emails/0 has no @", "/emails/1 is invalid before the @", "/foo is an unknown property"],
  );
  t.strictSame(await errorsOf("setHomeLogin", { path, body: { foo: 1, emails: ["niet", 5] } }), [
    "/foo is an unknown property",
    "/emails/0 has no @",
    "/emails/1 must be a text",
  ]);
  t.strictSame(
    await errorsOf("setHomeLogin", { path, body: { emails: ["niet", "a@b.nl", "c@d.nl"] } }),
    ["/emails must have at most 2 items", "/emails/0 has no @"],
  );
  t.strictSame(await errorsOf("setHomeLogin", { path, body: { emails: [], x: 1 } }), [
    "/emails must have at least 1 item",
    "/x is an unknown property",
  ]);
  t.strictSame(await errorsOf("setHomeLogin", { path, body: { emails: "niet" } }), [
    "/emails must be a list",
  ]);
  t.strictSame(await errorsOf("setHomeLogin", { path, body: [] }), [" must be an object"]);
});

t.test("updateSchool names unknown publishers beside errors of the schema", async (t) => {
  const body = {
    publishers: ["nope", 1, "NOPE!"],
    locale: "fr",
    x: 1,
    name: " ",
    networkEnvironmentUrl: "x",
  };
  t.strictSame(await errorsOf("updateSchool", { body }), [
    "/publishers/0 is not a publisher of the catalogue",
    "/publishers/1 must be a text",
    "/publishers/2 is not a publisher of the catalogue",
    "/locale must be one of: nl, en",
    "/x is an unknown property",
    "/name must be one line of 1 to 200 characters",
    "/networkEnvironmentUrl must be an https URL without a user, a password and a fragment",
  ]);
  t.strictSame(await errorsOf("updateSchool", { body: { publishers: ["nope", "nope"] } }), [
    "/publishers must not have the same item twice: see 0 and 1",
    "/publishers/0 is not a publisher of the catalogue",
    "/publishers/1 is not a publisher of the catalogue",
  ]);
  t.strictSame(await errorsOf("updateSchool", { token: teacher, body }), ["403"]);
});

t.test("updateGroup and sendActivationMails name errors of both kinds", async (t) => {
  const body = { loginMethod: "x", publishers: ["nope"] };
  t.strictSame(await errorsOf("updateGroup", { path: { groupId }, body }), [
    "/loginMethod must be one of: password, picture",
    "/publishers/0 is not a publisher that the school uses",
  ]);
  t.strictSame(
    await errorsOf("sendActivationMails", { path: { pupilId }, body: { email: "a@b.nl", x: 1 } }),
    ["/email is not an address of this pupil", "/x is an unknown property"],
  );
  t.strictSame(await errorsOf("requestLinks", { body: { email: "niet", x: 1 } }), [
    "/email has no @",
    "/x is an unknown property",
  ]);
});

t.test("errors of the query and of the body are named together", async (t) => {
  const path = { pupilId };
  const query = { dryrun: "true" };
  t.strictSame(await errorsOf("setHomeLogin", { path, query, body: { emails: ["niet"], x: 1 } }), [
    "/emails/0 has no @",
    "/x is an unknown property",
    "dryrun is an unknown parameter",
  ]);
  t.strictSame(await errorsOf("setHomeLogin", { path, query, body: { emails: ["niet"] } }), [
    "/emails/0 has no @",
    "dryrun is an unknown parameter",
  ]);
});

t.test("putRoster names errors of the schema, unknown groups and duplicate keys", async (t) => {
  const body = {
    groups: [...roster.groups, { externalId: "", name: " " }, 5],
    teachers: [{ externalId: "LK1", firstName: 1, groups: ["5A", ""] }],
    pupils: [
      { externalId: "1", firstName: "Wimpie", group: "9Z" },
      { externalId: "1", lastName: "Bos", birthDate: "2018-01-01" },
      { externalId: "2", x: 1, groups: ["4A", "8B"] },
      null,
    ],
  };
  t.strictSame(await errorsOf("putRoster", { body }), [
    "/groups/1/externalId must not be empty",
    "/groups/1/name must have a visible character and no control characters",
    "/groups/2 must be an object",
    "/teachers/0/firstName must be a text or null",
    "/teachers/0/groups/0 is not a group of this roster",
    "/teachers/0/groups/1 must not be empty",
    "/pupils/0/group is not a group of this roster",
    "/pupils/1/externalId is duplicated",
    "/pupils/1/birthDate is an unknown property",
    "/pupils/2 has neither a first name nor a last name",
    "/pupils/2/x is an unknown property",
    "/pupils/2/groups/1 is not a group of this roster",
    "/pupils/3 must be an object",
  ]);
  const { groups: _groups, ...withoutGroups } = roster;
  const doubled = [
    { externalId: "7", firstName: "Sem", group: "9Z" },
    { externalId: "7", firstName: "Noor" },
  ];
  t.strictSame(await errorsOf("putRoster", { body: { ...roster, pupils: doubled } }), [
    "/pupils/0/group is not a group of this roster",
    "/pupils/1/externalId is duplicated",
  ]);
  t.strictSame(await errorsOf("putRoster", { body: withoutGroups }), ["/groups is missing"]);
  t.strictSame(await errorsOf("putRoster", { body: [] }), [" must be an object"]);
});

t.test("a request with a hundred errors of the schema lists only those", async (t) => {
  const unknown = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k${index}`, 1]));
  const errors = await errorsOf("updateSchool", { body: { publishers: ["nope"], ...unknown } });
  t.equal(errors.length, 100);
  t.notOk(errors.some((line: string) => line.startsWith("/publishers")));
});

t.test("a body that is not JSON is rejected with the position of the error", async (t) => {
  const send = async (path: string, method: string, body: string, type = "application/json") => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": type };
    const answer = await fetch(`${service.url}${path}`, { method, headers, body });
    const { detail, errors } = (await answer.json()) as {
      readonly detail: string;
      readonly errors?: readonly { readonly detail: string }[];
    };
    return `${answer.status} ${errors?.[0]?.detail ?? detail}`;
  };
  const home = `/v1/pupils/${pupilId}/home-login`;
  t.equal(await send(home, "PUT", "{bad"), "400 is not JSON: see line 1, character 2");
  t.equal(
    await send("/v1/school", "PATCH", '{"locale":\n"nl",}', "application/merge-patch+json"),
    "400 is not JSON: see line 2, character 6",
  );
  t.equal(
    await send("/v1/roster", "PUT", '{"groups": [}'),
    "400 is not JSON: see line 1, character 13",
  );
  t.equal(await send(home, "PUT", ""), "400 is empty");

  const prefix = "415 This operation does not accept this Content-Type. It accepts: ";
  t.equal(await send(home, "PUT", "a", "text/plain"), `${prefix}application/json.`);
  t.equal(
    await send("/v1/school", "PATCH", "a", "text/plain"),
    `${prefix}application/json, application/merge-patch+json.`,
  );
  t.equal(
    await send("/v1/roster", "PUT", "a", "text/plain"),
    `${prefix}application/json, application/xml, text/xml.`,
  );
  t.equal(
    await send("/v1/bulk-activations", "POST", "a", "text/plain"),
    `${prefix}application/json, text/csv.`,
  );
});

t.test("an unknown path and a slash too many have sentences of their own", async (t) => {
  const detailAt = async (path: string) => {
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch(`${service.url}${path}`, { headers });
    return ((await answer.json()) as { readonly detail: string }).detail;
  };
  t.equal(await detailAt("/v1/nope"), "There is no resource at this path.");
  for (const path of ["/v1/groups/", "/v1/school/", "/v1/school/?x=1"]) {
    t.equal(
      await detailAt(path),
      "There is no resource at this path: leave out the slash at its end.",
    );
  }
  t.equal(await detailAt("/v1/groups/nope"), "There is no resource with this id.");
});
