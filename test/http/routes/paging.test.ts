// Pages of a list while its rows are deleted.
import pg from "pg";
import t from "tap";
import { startTestService } from "../../support/service.ts";

const service = await startTestService(t);
const { api } = service;
const { token } = await service.addClient("01AA");
const names = ["Appel", "Boer", "Cobus", "Dirks", "Evers"];
const pupils = names.map((lastName) => ({ externalId: lastName, lastName, group: "Appel" }));
const groupsOf = (some: readonly string[]) => some.map((name) => ({ externalId: name, name }));
const roster = { groups: groupsOf(names), teachers: [], pupils };

const database = new pg.Client(service.databaseUrl);
await database.connect();
t.teardown(() => database.end());

/** Reads a page of two items, calls `meanwhile` with the last one, and reads the rest. */
async function readAround(
  operationId: string,
  call: { readonly path?: Record<string, string> },
  meanwhile: (last: { readonly id: string }) => Promise<unknown>,
): Promise<{ readonly first: Item[]; readonly rest: Item[] }> {
  const first = await api(operationId, { token, query: { limit: "2" }, ...call });
  await meanwhile(first.body.items[1]);
  const query = { limit: "50", cursor: first.body.next };
  const rest = await api(operationId, { token, query, ...call });
  t.equal(rest.status, 200);
  return { first: first.body.items, rest: rest.body.items };
}

interface Item {
  readonly id: string;
  readonly name: string;
  readonly lastName: string;
}

t.beforeEach(async () => {
  t.equal((await api("putRoster", { token, body: roster })).status, 200);
});

t.test("groups continue when the last group of a page is deleted", async (t) => {
  const body = { ...roster, groups: groupsOf(["Appel", "Cobus", "Dirks", "Evers"]) };
  const { first, rest } = await readAround("listGroups", {}, () =>
    api("putRoster", { token, body }),
  );
  t.strictSame(
    first.map(({ name }) => name),
    ["Appel", "Boer"],
  );
  t.strictSame(
    rest.map(({ name }) => name),
    ["Cobus", "Dirks", "Evers"],
  );
});

t.test("pupils of a group continue when the last pupil of a page is erased", async (t) => {
  const [group] = (await api("listGroups", { token })).body.items;
  const path = { groupId: group.id };
  const { first, rest } = await readAround("listGroupPupils", { path }, ({ id }) =>
    api("erasePersonalData", { token, path: { pupilId: id } }),
  );
  t.strictSame(
    first.map(({ lastName }) => lastName),
    ["Appel", "Boer"],
  );
  t.strictSame(
    rest.map(({ lastName }) => lastName),
    ["Cobus", "Dirks", "Evers"],
  );
});

t.test("pupils of the school continue when the last pupil of a page is erased", async (t) => {
  const { first, rest } = await readAround("listHomeLogins", {}, ({ id }) =>
    api("erasePersonalData", { token, path: { pupilId: id } }),
  );
  t.strictSame(
    first.map(({ lastName }) => lastName),
    ["Appel", "Boer"],
  );
  t.strictSame(
    rest.map(({ lastName }) => lastName),
    ["Cobus", "Dirks", "Evers"],
  );
});

t.test("audit events continue when the last event of a page is deleted", async (t) => {
  const all: Item[] = (await api("listAuditEvents", { token, query: { limit: "200" } })).body.items;
  const { rest } = await readAround("listAuditEvents", {}, ({ id }) =>
    database.query("delete from audit_events where id = $1", [id]),
  );
  t.strictSame(
    rest.map(({ id }) => id),
    all.slice(2).map(({ id }) => id),
  );
});

t.test("a cursor that the list did not give is rejected, beside other errors", async (t) => {
  const errorsOf = async (operationId: string, query: Record<string, string>) =>
    (await api(operationId, { token, query })).body.errors;
  const refusal = { pointer: "cursor", detail: "is not a cursor that this service gave" };
  const { next } = (await api("listGroups", { token, query: { limit: "1" } })).body;
  // The second is a cursor of version 1.0.0.
  for (const cursor of ["!", "AZqu0pK6cACTn4xVQm3yXA", "", `${next.slice(0, -6)}AAAAAA`]) {
    t.strictSame(await errorsOf("listGroups", { cursor }), [refusal], cursor);
  }
  t.strictSame(await errorsOf("listHomeLogins", { cursor: next }), [refusal], "of another list");
  t.strictSame(await errorsOf("listGroups", { cursor: "!", limit: "0" }), [
    { pointer: "limit", detail: "must be 1 or more" },
    refusal,
  ]);
});
