import pg from "pg";
import t from "tap";
import { mother, password, startFamily } from "../../support/families/family.ts";
import { startTestService } from "../../support/service.ts";

const service = await startTestService(t);
const { api, schools } = service;
const errorsAt = (...pointers: string[]) => ({
  code: "invalid-request",
  validationErrors: pointers.map((pointer) => ({ pointer })),
});

t.test("a school is added once, and its BRIN is normalised", async (t) => {
  t.match(await schools.add({ brin: "01AA00", name: " De Regenboog " }), {
    brin: "01AA",
    name: "De Regenboog",
  });
  await schools.add({ brin: "02BB02", name: "De Zonnebloem" });
  for (const brin of ["01AA", "01AA00"]) {
    const again = schools.add({ brin, name: "De Regenboog" });
    await t.rejects(again, errorsAt("/brin"));
  }
  const faulty = schools.add({ brin: "1A", name: "\n" });
  await t.rejects(faulty, errorsAt("/brin", "/name"));
  t.match(await schools.list(), [{ brin: "01AA" }, { brin: "02BB02" }]);

  const race = Array.from({ length: 4 }, () => schools.add({ brin: "03CC", name: "De Linde" }));
  const refused = (await Promise.allSettled(race)).filter(({ status }) => status === "rejected");
  t.match(refused, Array(3).fill({ reason: { code: "invalid-request" } }));
});

t.test("removing a school deletes its children, and none of another school", async (t) => {
  const service = await startFamily(t);
  const { api, schools, linkOf, databaseUrl } = service;
  await api("activate", {
    body: { token: await linkOf("Fatima", mother), password: "paarse olifant" },
  });
  await service.dispatchAll();
  const leaving = await service.addClient("01AA");
  const staying = await service.addClient("02BB");
  await api("putRoster", {
    token: staying.token,
    body: {
      groups: [{ externalId: "g", name: "4A" }],
      teachers: [],
      pupils: [{ externalId: "1", firstName: "Sterre", group: "g" }],
    },
  });
  const rows = [{ externalId: "1", emails: [mother] }];
  service.advance(300); // Ends the cool-down of the mailbox.
  await api("bulkActivate", { token: staying.token, body: { rows } });
  await service.dispatchAll();
  await api("activate", { body: { token: await linkOf("Sterre", mother), password } });
  await t.rejects(schools.remove({ brin: "01AA", name: "School 02BB" }), {
    code: "invalid-request",
    validationErrors: [{ pointer: "/name" }],
  });
  await t.rejects(schools.remove({ brin: "09ZZ", name: "None" }), {
    code: "invalid-request",
    validationErrors: [{ pointer: "/brin" }],
  });
  t.match(await schools.remove({ brin: "01AA", name: "School 01AA" }), { brin: "01AA" });

  t.equal((await api("listGroups", { token: leaving.token })).status, 401);
  const logIn = async (secret: string) =>
    (await api("createHomeSession", { body: { email: mother, password: secret } })).status;
  t.equal(await logIn("paarse olifant"), 401);
  t.equal(await logIn(password), 201, "a child of another school on the same address can log in");
  t.strictSame(await tablesThatHold(databaseUrl, /vader@home|Wimpie|Fatima|01AA/), []);
  t.strictSame(await tablesThatHold(databaseUrl, /Sterre/), ["pupils"]);
});

t.test("a school that was removed and added again works without a restart", async (t) => {
  const before = await service.addClient("04DD");
  t.equal((await api("listGroups", { token: before.token })).status, 200);
  await schools.remove({ brin: "04DD", name: "School 04DD" });
  t.equal((await api("listGroups", { token: before.token })).status, 401);
  const after = await service.addClient("04DD");
  t.equal((await api("listGroups", { token: after.token })).status, 200);
  t.equal((await api("getSchool", { token: after.token })).status, 200);
  t.equal((await api("listGroups", { token: before.token })).status, 401);
});

t.test("the first request to a school that was added again can be a write", async (t) => {
  const { token: old } = await service.addClient("05EE");
  t.equal((await api("listGroups", { token: old })).status, 200);
  await schools.remove({ brin: "05EE", name: "School 05EE" });
  const { token } = await service.addClient("05EE");
  const name = "Nieuwe school";
  t.equal((await api("updateSchool", { token, body: { name } })).status, 200);
});

async function tablesThatHold(url: string, pattern: RegExp): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rows: lines } = await client.query<{ line: string }>(
      `select t::text as line from ${name} t`,
    );
    if (lines.some(({ line }) => pattern.test(line))) found.push(name);
  }
  await client.end();
  return found;
}
