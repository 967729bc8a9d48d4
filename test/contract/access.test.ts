import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import t from "tap";
import type { Call } from "../support/api.ts";
import { operations } from "../support/contract.ts";
import { startTestService } from "../support/service.ts";

/** Who may what, and how the others are refused. A teacher teaches the pupil's own group. */
const table = `
                     nobody family teacher combined other former coordinator portal stranger
listGroups           401    403    200     200      200   200    200         200    200
getGroup             401    403    200     403      403   403    200         403    404
updateGroup          401    403    200     403      403   403    200         403    404
listGroupPupils      401    403    200     403      403   403    200         403    404
getHomeLogin         401    403    200     200      403   403    200         403    404
setHomeLogin         401    403    200     200      403   403    200         403    404
sendActivationMails  401    403    202     202      403   403    202         403    404
removeHomeLogin      401    403    204     204      403   403    204         403    404
resetPictureCodes    401    403    204     204      403   403    204         403    404
bulkActivate         401    403    200     200      200   200    200         403    200
putRoster            401    403    403     403      403   403    200         200    200
getSchool            401    403    200     200      200   200    200         200    200
updateSchool         401    403    403     403      403   403    200         403    200
listHomeLogins       401    403    200     200      200   200    200         403    200
listAuditEvents      401    403    403     403      403   403    200         403    200
getPersonalData      401    403    403     403      403   403    200         403    404
erasePersonalData    401    403    403     403      403   403    204         403    404
`;
const [callers = [], ...rows] = table
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));

const roster = {
  groups: [
    { externalId: "4A", name: "4A" },
    { externalId: "5A", name: "5A" },
    { externalId: "plus", name: "Plusklas" },
  ],
  teachers: [
    { externalId: "LK4", firstName: "Lia", groups: ["4A"] },
    { externalId: "LK5", firstName: "Kees", groups: ["5A"] },
    { externalId: "LKP", firstName: "Petra", groups: ["plus"] },
  ],
  pupils: [
    { externalId: "1", firstName: "Wimpie", group: "4A", groups: ["plus"] },
    { externalId: "2", firstName: "Fatima", group: "5A" },
    { externalId: "3", firstName: "Xander", group: "4A", groups: ["plus"] },
  ],
};

const service = await startTestService(t);
const { api } = service;
const coordinator = (await service.addClient("01AA")).token;
const stranger = (await service.addClient("02BB")).token;
for (const token of [coordinator, stranger]) {
  await api("putRoster", { token, body: roster });
}
const teacherToken = async (id: string) => (await service.addClient("01AA", "teacher", id)).token;
const tokens: Readonly<Record<string, string | undefined>> = {
  nobody: undefined,
  family: await logInAtHome(),
  teacher: await teacherToken("LK4"),
  /** Of a combined group that the pupil is in. */
  combined: await teacherToken("LKP"),
  /** Of another group. */
  other: await teacherToken("LK5"),
  /** Not in the roster any more. */
  former: await teacherToken("LK0"),
  coordinator,
  portal: (await service.addClient("01AA", "portal")).token,
  /** The coordinator of another school. */
  stranger,
};
const { groupId, pupilId, lastPupilId } = await idsAt(coordinator, "4A");
const bodies: Readonly<Record<string, (caller: string, path: Call["path"]) => unknown>> = {
  setHomeLogin: (caller) => ({ emails: [`${caller}@home.nl`] }),
  sendActivationMails: () => ({}),
  bulkActivate: (caller, path) => ({
    rows: [{ pupilId: path?.["pupilId"], emails: [`${caller}@home.nl`] }],
  }),
  putRoster: () => roster,
  updateGroup: () => ({ loginMethod: "picture" }),
  updateSchool: (caller) => ({ name: `School of the ${caller}` }),
};
/** Those that ask for one group or pupil. */
const byId = rows
  .map(([operationId = ""]) => operationId)
  .filter((operationId) => /[{](group|pupil)Id[}]/.test(operations.get(operationId)?.path ?? ""));

const pathOf = (operationId: string) => ({
  groupId,
  pupilId: operationId === "erasePersonalData" ? lastPupilId : pupilId,
});

const call = (operationId: string, caller: string, path: Call["path"] = pathOf(operationId)) => {
  const token = tokens[caller];
  const body = bodies[operationId]?.(caller, path);
  return api(operationId, { path, ...(token !== undefined && { token }), body });
};
/** All that the school can see of the pupil and its groups. */
const stateOfSchool = async () =>
  await Promise.all(
    ["listGroups", "getGroup", "getHomeLogin", "getSchool", "getPersonalData"].map(
      async (operationId) => (await call(operationId, "coordinator")).text,
    ),
  );

await t.test("every operation of the school side stands in the table, and no other", async (t) => {
  const file = new URL("../../openapi/openapi.json", import.meta.url);
  const { paths } = JSON.parse(await readFile(file, "utf8"));
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods as object));
  const ofSchool = operations.filter(({ security }) =>
    security.some((scheme: object) => "clientCredentials" in scheme),
  );
  t.same(
    rows.map(([operationId]) => operationId).sort(),
    ofSchool.map((one) => one.operationId).sort(),
  );
  for (const row of rows) t.equal(row.length, callers.length + 1, `${row[0]}`);
});

for (const [operationId = "", ...statuses] of rows) {
  for (const [index, caller] of callers.entries()) {
    const status = Number(statuses[index]);
    const isRefused = status >= 400;
    const promise = isRefused ? "is refused, and nothing changes" : "is answered";
    await t.test(`${operationId} by ${caller} ${promise}: ${status}`, async (t) => {
      const takesHomeLogin = ["sendActivationMails", "removeHomeLogin"].includes(operationId);
      if (takesHomeLogin) await call("setHomeLogin", "coordinator");
      const before = isRefused || caller === "stranger" ? await stateOfSchool() : undefined;
      t.equal((await call(operationId, caller)).status, status);
      if (before) t.same(await stateOfSchool(), before);
    });
  }
}

await t.test("a list holds what its caller may see", async (t) => {
  const namesFor = async (caller: string) =>
    (await call("listGroups", caller)).body.items.map(({ name }: { name: string }) => name);
  t.same(await namesFor("coordinator"), ["4A", "5A", "Plusklas"]);
  t.same(await namesFor("portal"), ["4A", "5A", "Plusklas"]);
  t.same(await namesFor("teacher"), ["4A"]);
  t.same(await namesFor("combined"), ["Plusklas"]);
  t.same(await namesFor("other"), ["5A"]);
  t.same(await namesFor("former"), []);
  const strangers = (await call("listGroups", "stranger")).body.items;
  t.notOk(
    strangers.some(({ id }: { id: string }) => id === groupId),
    "its own, of the same names",
  );
});

await t.test("nobody learns of another school whether an id is one there", async (t) => {
  const foreign = await idsAt(stranger, "4A");
  for (const operationId of byId) {
    for (const caller of callers) {
      const answerTo = async (ids: { readonly groupId: string; readonly pupilId: string }) => {
        const { status, text, headers } = await call(operationId, caller, ids);
        const masked = text.replaceAll(ids.groupId, "<id>").replaceAll(ids.pupilId, "<id>");
        return { status, masked, challenge: headers.get("www-authenticate") };
      };
      if (caller === "stranger") continue;
      const unknown = await answerTo({ groupId: randomUUID(), pupilId: randomUUID() });
      t.same(await answerTo(foreign), unknown, `${operationId} by ${caller}`);
    }
  }
});

await t.test("a portal itself does not learn whether an id is one", async (t) => {
  for (const operationId of byId) {
    const own = await call(operationId, "portal", { groupId, pupilId });
    const id = randomUUID();
    const unknown = await call(operationId, "portal", { groupId: id, pupilId: id });
    const masked = own.text.replaceAll(groupId, id).replaceAll(pupilId, id);
    t.same([own.status, masked], [unknown.status, unknown.text], operationId);
  }
});

await t.test("a teacher who changes groups may at once what is of the new one", async (t) => {
  const [lia, ...others] = roster.teachers;
  const moved = { ...roster, teachers: [{ ...lia, groups: ["5A"] }, ...others] };
  await api("putRoster", { token: coordinator, body: moved });
  t.equal((await call("getHomeLogin", "teacher")).status, 403);
  t.match((await call("listGroups", "teacher")).body.items, [{ name: "5A" }]);
  await api("putRoster", { token: coordinator, body: roster });
  t.equal((await call("getHomeLogin", "teacher")).status, 200);
});

/** A group of a school, and the first and the last pupil in it. */
async function idsAt(token: string, name: string) {
  const { body } = await api("listGroups", { token });
  const { id } = body.items.find((group: { name: string }) => group.name === name);
  const { pupils } = (await api("getGroup", { token, path: { groupId: id } })).body;
  return { groupId: id, pupilId: pupils[0].id, lastPupilId: pupils.at(-1).id };
}

/** The access token of a child of the school. */
async function logInAtHome(): Promise<string> {
  const email = "ouder@home.nl";
  const password = "vrolijke fietsbel";
  const path = await idsAt(coordinator, "5A");
  await api("setHomeLogin", { token: coordinator, path, body: { emails: [email] } });
  await service.dispatchAll();
  const [, token] = /activate#(\S+)/.exec(`${service.smtp.messages[0]?.text}`) ?? [];
  await api("activate", { body: { token, password } });
  const { body } = await api("createHomeSession", { body: { email, password } });
  return body.accessToken;
}
