// The order of names in every list.
import t from "tap";
import { startTestService } from "../../support/service.ts";

const { api, addClient } = await startTestService(t);
const { token } = await addClient("01AA");
const lastNames = [
  "Appelboom",
  "de Boer",
  "Éclair",
  "edel",
  "Eik",
  "IJsvogel",
  "İpek",
  "Zon",
  "Žižka",
];
const inOrder = lastNames.toSorted(new Intl.Collator("nl").compare);
const shuffled = lastNames.toSorted();
const groupNames = ["élan", "Eik", "Zon", "appel"];
await api("putRoster", {
  token,
  body: {
    groups: groupNames.map((name) => ({ externalId: name, name })),
    teachers: shuffled.map((lastName) => ({ externalId: lastName, lastName, groups: ["appel"] })),
    pupils: shuffled.map((lastName) => ({ externalId: lastName, lastName, group: "appel" })),
  },
});

/** Reads all pages, of two items each. */
async function readAll(operationId: string, call: { path?: Record<string, string> } = {}) {
  const items: { id: string; name: string; lastName: string }[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = { limit: "2", ...(cursor && { cursor }) };
    const { body } = await api(operationId, { token, query, ...call });
    items.push(...body.items);
    cursor = body.next as string | null;
  }
  return items;
}

t.test("groups, pupils and teachers are in Dutch order, on pages too", async (t) => {
  t.notMatch(inOrder, shuffled, "the order of bytes is another one");
  const groups = await readAll("listGroups");
  t.strictSame(
    groups.map(({ name }) => name),
    ["appel", "Eik", "élan", "Zon"],
  );
  const path = { groupId: groups[0]?.id ?? "" };
  const screen = (await api("getGroup", { token, path })).body;
  const lists = {
    listGroupPupils: await readAll("listGroupPupils", { path }),
    listHomeLogins: await readAll("listHomeLogins"),
    "pupils of getGroup": screen.pupils as { lastName: string }[],
    "teachers of getGroup": screen.teachers as { lastName: string }[],
  };
  for (const [name, items] of Object.entries(lists)) {
    t.strictSame(
      items.map(({ lastName }) => lastName),
      inOrder,
      name,
    );
  }
});
