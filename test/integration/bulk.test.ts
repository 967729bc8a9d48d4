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

/** Pupils outside the bulk activation, from the list of the group. */
async function idsOf(api: ReturnType<typeof createApi>, token: string): Promise<string[]> {
  const { items } = (await api("listGroups", { token })).body;
  const { pupils } = (await api("getGroup", { token, path: { groupId: items[0].id } })).body;
  return pupils
    .filter(({ externalId }: { externalId: string }) => singleIds.includes(externalId))
    .map(({ id }: { id: string }) => id);
}
