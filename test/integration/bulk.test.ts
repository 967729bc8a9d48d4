import pg from "pg";
import t from "tap";
import { createApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";
import { requestToken } from "../support/service.ts";
import { startSmtpServer } from "../support/smtp-server.ts";
import { addSchool, environmentOf, startServiceProcess } from "./service-process.ts";
import { until } from "./until.ts";

/** `BULK_PUPILS=2500` makes the 5,000 addresses that docs/performance.md promises. */
const pupilCount = Number(process.env["BULK_PUPILS"] ?? 150);
const singleCount = 3;
/** See src/services/school/bulk-activations.ts. */
const rowsPerTransaction = 1_000;
const group = { externalId: "G1", name: "Iedereen" };
const pupilOf = (externalId: string) => ({
  externalId,
  firstName: `Kind ${externalId}`,
  group: "G1",
});
const bulkIds = Array.from({ length: pupilCount }, (_, index) => `bulk${index}`);
const singleIds = Array.from({ length: singleCount }, (_, index) => `single${index}`);

t.test(
  "while two replicas mail a whole school a single mail is sent first, and no mail is sent twice",
  async (t) => {
    const databaseUrl = await createTestDatabase(t);
    const smtp = await startSmtpServer(t);
    const env = environmentOf(databaseUrl, smtp.url);
    const replicas = await Promise.all([startServiceProcess(t, env), startServiceProcess(t, env)]);
    const client = await addSchool(env);
    const [one, other] = replicas.map(({ url }) => createApi(url));
    if (!one || !other) throw new Error("The test needs two replicas.");
    const token = await requestToken(one, client);
    const pupils = [...bulkIds, ...singleIds].map(pupilOf);
    await one("putRoster", { token, body: { groups: [group], teachers: [], pupils } });
    const singles = await idsOf(other, token);

    const rows = bulkIds.map((externalId) => ({
      externalId,
      emails: [`${externalId}@example.nl`, `opa-${externalId}@example.nl`],
    }));
    const bulk = await one("bulkActivate", { token, body: { rows } });
    t.equal(bulk.body.counts.invited, pupilCount);

    for (const [index, pupilId] of singles.entries()) {
      const email = `single${index}@example.nl`;
      await other("setHomeLogin", { token, path: { pupilId }, body: { emails: [email] } });
      await until("single mail", () => smtp.messagesTo(email).length > 0 || undefined);
      t.ok(smtp.messages.length < 2 * pupilCount, "before all bulk mail is sent");
    }
    const total = 2 * pupilCount + singles.length;
    await until("last mail", () => smtp.messages.length >= total || undefined);
    const addresses = smtp.messages.flatMap(({ envelope }) => envelope.to);
    t.equal(new Set(addresses).size, total);
    t.equal(addresses.length, total);
  },
);

t.test("after a kill in a bulk activation the same request completes the rest", async (t) => {
  const databaseUrl = await createTestDatabase(t);
  const smtp = await startSmtpServer(t);
  smtp.behave("421-on-connect"); // The mails stay in the outbox, where they are counted.
  const env = environmentOf(databaseUrl, smtp.url);
  const service = await startServiceProcess(t, env);
  const client = await addSchool(env);
  const api = createApi(service.url);
  const token = await requestToken(api, client);
  const ids = Array.from({ length: 2 * rowsPerTransaction }, (_, index) => `${index}`);
  await api("putRoster", {
    token,
    body: { groups: [group], teachers: [], pupils: ids.map(pupilOf) },
  });
  const rows = ids.map((externalId) => ({ externalId, emails: [`${externalId}@example.nl`] }));
  const database = new pg.Client({ connectionString: databaseUrl });
  const blocker = new pg.Client({ connectionString: databaseUrl });
  for (const connection of [database, blocker]) {
    await connection.connect();
    t.teardown(() => connection.end());
  }
  const count = async (table: "home_addresses" | "mails") =>
    (await database.query(`select distinct email_key from ${table}`)).rowCount;

  // The second transaction waits for this lock.
  await blocker.query("begin");
  await blocker.query("select from pupils where external_id = $1 for update", [ids.at(-1)]);
  const interrupted = api("bulkActivate", { token, body: { rows } }).then(
    ({ status }) => status,
    () => undefined,
  );
  await until("first part", async () => (await count("home_addresses")) || undefined);
  await service.killHard();
  await blocker.query("rollback");
  t.not(await interrupted, 200);
  t.equal(await count("home_addresses"), rowsPerTransaction, "the first part is whole");

  const again = createApi((await startServiceProcess(t, env)).url);
  const { status, body } = await again("bulkActivate", { token, body: { rows } });
  t.equal(status, 200);
  t.match(body.counts, { unchanged: rowsPerTransaction, invited: rowsPerTransaction });
  t.equal(await count("home_addresses"), ids.length);
  t.equal(await count("mails"), ids.length);
  const { rows: mails } = await database.query("select count(*)::int as count from mails");
  t.strictSame(mails, [{ count: ids.length }], "one mail for each address");
});

/** Pupils outside the bulk activation, from the list of the group. */
async function idsOf(api: ReturnType<typeof createApi>, token: string): Promise<string[]> {
  const { items } = (await api("listGroups", { token })).body;
  const { pupils } = (await api("getGroup", { token, path: { groupId: items[0].id } })).body;
  return pupils
    .filter(({ externalId }: { externalId: string }) => singleIds.includes(externalId))
    .map(({ id }: { id: string }) => id);
}
