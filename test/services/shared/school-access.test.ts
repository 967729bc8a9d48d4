import t from "tap";
import type { SchoolPrincipal } from "../../../src/domain/principal.ts";
import { createSchoolAccess } from "../../../src/services/shared/school-access.ts";
import {
  readReach,
  requireCoordinator,
  requireGroup,
  requirePerson,
  requirePupil,
  requireTaughtGroup,
  requireWholeSchool,
  type SchoolAccess,
} from "../../../src/services/shared/school-permissions.ts";
import { execute, type Transaction } from "../../../src/store/database.ts";
import { taughtGroup } from "../../../src/store/school/groups.ts";
import { findPupil } from "../../../src/store/school/pupils.ts";
import { listRows } from "../../../src/store/statement.ts";
import { pupil } from "../../support/families/roster-pupil.ts";
import { startServices } from "../../support/services.ts";

const nowhere = "01990000-0000-7000-8000-00000000000f";
const sentence = /^[A-Z].* .*\.$/;
const service = await startServices(t);
const { db } = service;
const ask = (text: string, ...values: unknown[]) =>
  db.asService((tx) => execute(tx, listRows<Record<string, string>>({ name: "", text }, values)));
const settings = { databaseConnectionsMax: 10 };
const { inOwnSchool, pipelineInOwnSchool } = createSchoolAccess({ db, settings });

const teacher = (externalId: string, groups: string[], roles: string[] = []) => ({
  externalId,
  firstName: externalId,
  infix: null,
  lastName: null,
  groups,
  roles,
});
const roster = {
  groups: ["4A", "5A"].map((name) => ({ externalId: name, name, yearGroup: null })),
  teachers: [teacher("t4", ["4A"]), teacher("t-ib", [], ["IB"])],
  pupils: [pupil("p4"), pupil("p5", { group: "5A" }), pupil("p-none", { group: null })],
};
const coordinator = await service.addSchool("01AA");
const stranger = await service.addSchool("02BB");
for (const principal of [coordinator, stranger]) await service.rosters.put(principal, roster);
await ask("update schools set whole_school_roles = '{IB}'");
const issuerId = "01990000-0000-7000-8000-00000000000a";
await ask(
  "insert into token_issuers (id, iss, jwks_uri, created_at) values ($1, 'p', 'p', now())",
  issuerId,
);
await ask(
  "insert into token_issuer_schools (issuer_id, school_id) select $1, id from schools where brin = '01AA'",
  issuerId,
);

const ids = async (table: "groups" | "pupils", brin = "01AA") =>
  new Map(
    (
      await ask(
        `select r.external_id, r.id from ${table} r join schools s on s.id = r.school_id where s.brin = $1`,
        brin,
      )
    ).map(({ external_id: externalId = "", id = "" }) => [externalId, id] as const),
  );
const groups = await ids("groups");
const pupils = await ids("pupils");

const as = (subject: string, role: SchoolPrincipal["role"] = "teacher"): SchoolPrincipal => ({
  ...coordinator,
  role,
  subject,
});
const within = <Result>(
  principal: SchoolPrincipal,
  work: (tx: Transaction, access: SchoolAccess) => Result,
) => inOwnSchool(principal, async (tx, access) => await work(tx, access));
const forbidden = { code: "forbidden", detail: sentence };

t.test("a teacher has access to its own groups and their pupils only", async (t) => {
  const one = as("t4");
  t.match(await within(one, (tx, access) => requireGroup(tx, access, `${groups.get("4A")}`)), {
    externalId: "4A",
  });
  const readPupil = (externalId: string) =>
    within(one, (tx, access) => requirePupil(tx, access, `${pupils.get(externalId)}`, findPupil));
  t.match(await readPupil("p4"), { id: pupils.get("p4") });
  await t.rejects(
    within(one, (tx, access) => requireGroup(tx, access, `${groups.get("5A")}`)),
    forbidden,
  );
  await t.rejects(readPupil("p5"), forbidden);
  await t.rejects(readPupil("p-none"), forbidden);
  t.strictSame(await within(one, reached), ["p4"]);
});

/** External ids of the pupils that the principal has access to. */
async function reached(tx: Transaction, access: SchoolAccess): Promise<string[]> {
  const isWithinReach = await readReach(tx, access);
  return [...pupils]
    .filter(([, id]) => isWithinReach(id))
    .map(([externalId]) => externalId)
    .sort();
}

t.test(
  "a coordinator, or a teacher with a whole-school role, has access to the whole school",
  async (t) => {
    const everybody = ["p-none", "p4", "p5"];
    for (const principal of [coordinator, as("t-ib"), as("anybody", "coordinator")]) {
      t.strictSame(await within(principal, reached), everybody, principal.subject);
      const group = await within(principal, (tx, access) =>
        requireGroup(tx, access, `${groups.get("5A")}`),
      );
      t.match(group, { externalId: "5A" });
      const found = await within(principal, (tx, access) =>
        requirePupil(tx, access, `${pupils.get("p-none")}`, findPupil),
      );
      t.match(found, { id: pupils.get("p-none") });
    }
  },
);

t.test("a teacher outside the roster has access to no pupil", async (t) => {
  const unknown = as("t9");
  t.strictSame(await within(unknown, reached), []);
  await t.rejects(
    within(unknown, (tx, access) => requireGroup(tx, access, `${groups.get("4A")}`)),
    forbidden,
  );
});

t.test("unknown ids and ids of another school are not found, for every caller", async (t) => {
  const theirs = await ids("groups", "02BB");
  const theirPupils = await ids("pupils", "02BB");
  for (const principal of [coordinator, as("t4")]) {
    for (const id of [nowhere, `${theirs.get("4A")}`]) {
      const answer = within(principal, (tx, access) => requireGroup(tx, access, id));
      await t.rejects(answer, { code: "not-found" });
    }
    for (const id of [nowhere, `${theirPupils.get("p4")}`]) {
      const answer = within(principal, (tx, access) => requirePupil(tx, access, id, findPupil));
      await t.rejects(answer, { code: "not-found" });
    }
  }
});

t.test("a portal without a user has access to no pupil and no group", async (t) => {
  const portal = as("portal", "portal");
  await t.rejects(
    within(portal, (tx, access) => requireGroup(tx, access, `${groups.get("4A")}`)),
    forbidden,
  );
  await t.rejects(
    within(portal, (tx, access) => requirePupil(tx, access, `${pupils.get("p4")}`, findPupil)),
    forbidden,
  );
  await t.rejects(within(portal, reached), forbidden);
});

t.test("each role has its permissions only", async (t) => {
  const allowed = async (role: SchoolPrincipal["role"]) =>
    await within(as("t4", role), (_tx, access) =>
      [requirePerson, requireWholeSchool, requireCoordinator].map((require) => {
        try {
          require(access);
          return true;
        } catch (error) {
          t.match(error, forbidden);
          return false;
        }
      }),
    );
  t.strictSame(await allowed("teacher"), [true, false, false]);
  t.strictSame(await allowed("coordinator"), [true, true, true]);
  t.strictSame(await allowed("portal"), [false, true, false]);
});

t.test("an audit event has the client or portal, the person and the origin", async (t) => {
  const { credential, origin } = coordinator;
  const clientId = credential.kind === "client" ? credential.clientId : "";
  const access = await within(as("t4"), (_tx, access) => access);
  const { teacherId, schoolId, ...rest } = access;
  t.type(teacherId, "string");
  t.strictSame(await ask("select id from schools where brin = '01AA'"), [{ id: schoolId }]);
  t.strictSame(rest, {
    role: "teacher",
    reachesWholeSchool: false,
    origin,
    actor: { kind: "client", id: clientId, person: "t4" },
  });
  const byPortal = { ...as("t-ib"), credential: { kind: "issuer", issuerId } as const };
  t.match(await within(byPortal, (_tx, access) => access), {
    reachesWholeSchool: true,
    teacherId: undefined,
    actor: { kind: "issuer", id: issuerId, person: "t-ib" },
  });
});

t.test("a principal of another or an unknown school is rejected", async (t) => {
  const unauthorized = { code: "unauthorized", detail: sentence };
  const asIssuer = { kind: "issuer", issuerId } as const;
  for (const principal of [
    { ...coordinator, brin: "02BB" },
    { ...coordinator, brin: "09ZZ" },
    { ...stranger, credential: asIssuer },
    { ...coordinator, credential: { kind: "client", clientId: nowhere } as const },
    { ...coordinator, credential: { kind: "issuer", issuerId: nowhere } as const },
  ]) {
    await t.rejects(within(principal, reached), unauthorized);
  }
});

t.test("a revoked credential is rejected immediately", async (t) => {
  const leaving = await service.addSchool("03CC");
  t.equal(await within(leaving, (_tx, access) => access.role), "coordinator");
  await ask("update api_clients set revoked_at = now() where id = $1", leaving.subject);
  await t.rejects(within(leaving, reached), { code: "unauthorized" });
});

t.test("a school is looked up once and then cached", async (t) => {
  const looked: string[] = [];
  const counted = createSchoolAccess({
    settings,
    db: {
      ...db,
      asService: (work) => {
        looked.push("school");
        return db.asService(work);
      },
    },
  });
  for (const principal of [coordinator, coordinator, stranger, coordinator]) {
    const access = await counted.inOwnSchool(principal, async (_tx, access) => access);
    t.strictSame(await ask("select brin from schools where id = $1", access.schoolId), [
      { brin: principal.brin },
    ]);
  }
  t.equal(looked.length, 2);
});

t.test("pipelined reads have the same access rules and errors as transactions", async (t) => {
  await ask(
    `insert into group_teachers (school_id, group_id, teacher_id)
     select g.school_id, g.id, x.id from groups g join teachers x on x.school_id = g.school_id
      where g.id = $1 and x.external_id = 't-ib'`,
    groups.get("4A"),
  );
  const read = (principal: SchoolPrincipal, groupId: string) =>
    pipelineInOwnSchool(
      principal,
      (schoolId) => [taughtGroup(schoolId, groupId)],
      (access, group) => requireTaughtGroup(access, group).externalId,
    );
  const [own, other] = [`${groups.get("4A")}`, `${groups.get("5A")}`];
  t.equal(await read(as("t4"), own), "4A", "a teacher of the group");
  t.equal(await read(coordinator, other), "5A");
  await t.rejects(read(as("t4"), other), forbidden);
  await t.rejects(read(as("nobody"), own), forbidden);
  await t.rejects(read({ ...coordinator, role: "portal" }, own), forbidden);
  await t.rejects(read(as("t4"), nowhere), { code: "not-found" });
  await t.rejects(read(stranger, own), { code: "not-found" });
  const unknown = { ...coordinator, credential: { kind: "client", clientId: nowhere } } as const;
  await t.rejects(read(unknown, own), { code: "unauthorized" });
});
