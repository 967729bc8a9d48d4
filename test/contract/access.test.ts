// Access matrix: every operation by every kind of caller, and every id by its school.
import { randomUUID } from "node:crypto";
import t from "tap";
import type { Answer, Call } from "../support/api.ts";
import { operations } from "../support/contract.ts";
import { callers, rows } from "./access-matrix.ts";
import { startFingerprints } from "./fingerprints.ts";
import { startNeighbours } from "./neighbours.ts";

const neighbours = await startNeighbours(t);
const { api, own, roster, bodies } = neighbours;
const { everything, ofSchool } = startFingerprints(t, neighbours.databaseUrl);

/** Ids of rows outside paths: in queries and bodies. */
const queries: Readonly<Record<string, keyof Ids>> = {
  listHomeLogins: "groupId",
  listAuditEvents: "pupilId",
};
const bodiesWithIds = new Set([
  "bulkActivate",
  "createLetters",
  "createPictureSession",
  "sendActivationMailsInBulk",
]);

type Ids = typeof own;

async function call(
  operationId: string,
  caller: string,
  ids: Ids = own,
  query: Call["query"] = {},
): Promise<Answer> {
  const token = await neighbours.tokenOf(caller, operationId);
  const path = { ...ids, name: "not-found" };
  if (operationId === "erasePersonalData" && ids === own) path.pupilId = neighbours.lastPupilId;
  if (operationId === "declineAddressProposal" && ids === own) {
    path.proposalId = neighbours.declinableId;
  }
  const body = bodies[operationId]?.(caller, ids);
  // Each caller has its own network, so that throttles do not affect other callers.
  const headers = { "X-Forwarded-For": `203.0.113.${callers.indexOf(caller)}` };
  return await api(operationId, { path, query, headers, body, ...(token && { token }) });
}

/** The response without the headers that always differ and without the requested ids. */
function masked({ status, headers, text }: Answer, ids: Ids) {
  const changing = new Set(["x-request-id", "date"]);
  const mask = (value: string) =>
    Object.values(ids).reduce((masked, id) => masked.replaceAll(id, "<id>"), value);
  return {
    status,
    text: mask(text),
    headers: [...headers].filter(([name]) => !changing.has(name)),
  };
}

t.test("the matrix has exactly the operations of the OpenAPI document", (t) => {
  t.strictSame(rows.map(([operationId]) => operationId).sort(), [...operations.keys()].sort());
  for (const { length, 0: operationId } of rows) {
    t.ok(length === 2 || length === callers.length + 1, `${operationId} says it of every caller`);
  }
  t.end();
});

for (const [operationId = "", ...statuses] of rows) {
  const isForAll = statuses.length === 1;
  await t.test(
    `${operationId} is allowed for the callers of the matrix, and a rejection changes nothing`,
    async (t) => {
      const isOfHomeLogin = ["sendActivationMails", "removeHomeLogin"].includes(operationId);
      const answers: ReturnType<typeof masked>[] = [];
      for (const [index, caller] of callers.entries()) {
        const status = Number(isForAll ? statuses[0] : statuses[index]);
        const isRefused = status >= 400;
        if (isOfHomeLogin && !isRefused) await call("setHomeLogin", "coordinator");
        await neighbours.tokenOf(caller, operationId); // a login changes rows itself
        const state = isRefused ? everything : ofSchool;
        const mayChange = !isRefused && caller !== "stranger";
        const before = mayChange ? undefined : await state(neighbours.brin);
        const answer = await call(operationId, caller);
        t.equal(answer.status, status, `${caller}: ${status}`);
        if (before) t.strictSame(await state(neighbours.brin), before, `${caller} changes nothing`);
        answers.push(masked(answer, own));
      }
      if (isForAll)
        for (const answer of answers) t.strictSame(answer, answers[0], "the same to every caller");
    },
  );
}

/** Operations that take an id, and the place of the id. */
const byId = [...operations.values()].flatMap(({ operationId, path }) => {
  const name = queries[operationId];
  if (name !== undefined) return [{ operationId, queryOf: (ids: Ids) => ({ [name]: ids[name] }) }];
  const hasId = /\{\w+Id\}/.test(path) || bodiesWithIds.has(operationId);
  return hasId ? [{ operationId, queryOf: () => ({}) }] : [];
});

await t.test("every parameter of the OpenAPI document that is an id is tested", async (t) => {
  const { paths } = JSON.parse((await api("getOpenapi")).text);
  const placesOf = (operation: { readonly parameters?: readonly Parameter[] }) =>
    (operation.parameters ?? []).filter(({ name = "" }) => name.endsWith("Id"));
  const withIds = Object.values(paths as Record<string, Record<string, Operation>>)
    .flatMap((methods) => Object.values(methods))
    .filter((operation) => placesOf(operation).length > 0)
    .map(({ operationId }) => operationId);
  t.strictSame(
    [...withIds, ...bodiesWithIds].sort(),
    byId.map(({ operationId }) => operationId).sort(),
  );
});

for (const { operationId, queryOf } of byId) {
  await t.test(`${operationId} answers a foreign id like an unknown one`, async (t) => {
    const none = randomIds(); // the same ids for all callers, so that throttles count both alike
    for (const caller of callers) {
      if (caller === "stranger") continue;
      const answerTo = async (ids: Ids) =>
        masked(await call(operationId, caller, ids, queryOf(ids)), ids);
      const before = await everything();
      const unknown = await answerTo(none);
      t.strictSame(await answerTo(neighbours.foreign), unknown, `${caller}: ${unknown.status}`);
      t.strictSame(await everything(), before, `${caller} changes nothing`);
    }
  });
}

await t.test("text that cannot be an id gets the response of an unknown id", async (t) => {
  const noUuid = "g".repeat(randomUUID().length);
  const none = { groupId: noUuid, pupilId: noUuid, deviceId: noUuid, proposalId: noUuid };
  for (const operationId of ["getGroup", "getHomeLogin", "setHomeLogin", "removeHomeLogin"]) {
    const ids = randomIds();
    const unknown = masked(await call(operationId, "coordinator", ids), ids);
    t.strictSame(masked(await call(operationId, "coordinator", none), none), unknown, operationId);
  }
});

await t.test("a portal in its own name cannot find out whether an id exists", async (t) => {
  for (const { operationId, queryOf } of byId) {
    const ids = randomIds();
    const unknown = masked(await call(operationId, "portal", ids, queryOf(ids)), ids);
    t.strictSame(
      masked(await call(operationId, "portal", { ...own }, queryOf(own)), own),
      unknown,
      operationId,
    );
  }
});

await t.test("a list contains only what its caller may see", async (t) => {
  const namesFor = async (caller: string) =>
    (await call("listGroups", caller)).body.items.map(({ name }: { name: string }) => name);
  t.strictSame(await namesFor("coordinator"), ["4A", "5A", "Plusklas"]);
  t.strictSame(await namesFor("portal"), ["4A", "5A", "Plusklas"]);
  t.strictSame(await namesFor("teacher"), ["4A"]);
  t.strictSame(await namesFor("combined"), ["Plusklas"]);
  t.strictSame(await namesFor("other"), ["5A"]);
  t.strictSame(await namesFor("former"), []);
  const strangers = (await call("listGroups", "stranger")).body.items;
  const isOwn = strangers.some(({ id }: { id: string }) => id === own.groupId);
  t.notOk(isOwn, "its own groups, with the same names");
});

await t.test(
  "a teacher who changes groups has the rights of the new group immediately",
  async (t) => {
    const [lia, ...others] = roster.teachers;
    const moved = { ...roster, teachers: [{ ...lia, groups: ["5A"] }, ...others] };
    const token = neighbours.coordinator;
    await api("putRoster", { token, body: moved });
    t.equal((await call("getHomeLogin", "teacher")).status, 403);
    t.match((await call("listGroups", "teacher")).body.items, [{ name: "5A" }]);
    await api("putRoster", { token, body: roster });
    t.equal((await call("getHomeLogin", "teacher")).status, 200);
  },
);

interface Parameter {
  readonly name?: string;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
}

function randomIds(): Ids {
  return {
    groupId: randomUUID(),
    pupilId: randomUUID(),
    deviceId: randomUUID(),
    proposalId: randomUUID(),
  };
}
