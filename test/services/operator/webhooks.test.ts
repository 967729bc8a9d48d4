import pg from "pg";
import t from "tap";
import { startSigningPortal } from "../../support/feed/signing-portal.ts";
import { startTestService } from "../../support/service.ts";

const service = await startTestService(t);
const { webhooks } = service.useCases;
const url = "https://portal.example/hook?key=geheim";
const iss = "https://portal.example";
await service.addClient("01AA");
await startSigningPortal(t, service, { iss, brins: ["01AA"] });
const idOf = async (role: "coordinator" | "portal" | "teacher") =>
  (await service.addClient("01AA", role, role === "teacher" ? "LK1" : undefined)).clientId;

t.test("a webhook is of a coordinator, a portal, or a portal that signs its tokens", async (t) => {
  const { secret } = await webhooks.add({ clientId: await idOf("coordinator"), url });
  t.match(secret, /^whsec_/);
  service.advance(1);
  await webhooks.add({ clientId: await idOf("portal"), url });
  service.advance(1);
  await webhooks.add({ iss, url });
  const listed = await webhooks.list();
  t.strictSame(
    listed.map(({ brin, iss, origin }) => ({ brin, iss, origin })),
    [
      { brin: "01AA", iss: null, origin: "https://portal.example" },
      { brin: "01AA", iss: null, origin: "https://portal.example" },
      { brin: null, iss, origin: "https://portal.example" },
    ],
  );
  t.notMatch(JSON.stringify(listed), /geheim|whsec/);
});

t.test("no table contains the URL or the secret of a webhook", async (t) => {
  const { secret } = await webhooks.add({ clientId: await idOf("portal"), url });
  const owner = new pg.Client({ connectionString: service.databaseUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  const { rows: tables } = await owner.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  t.ok(tables.some(({ name }) => name === "webhooks"));
  const key = Buffer.from(secret.slice("whsec_".length), "base64").toString("hex");
  const forms = [
    ...[url, "portal.example/hook", "geheim", secret],
    ...[key, Buffer.from(secret).toString("hex"), Buffer.from("geheim").toString("hex")],
  ];
  for (const { name } of tables) {
    const { rows } = await owner.query(
      `select from "${name}" r, unnest($1::text[]) f where position(f in r::text) > 0`,
      [forms],
    );
    t.equal(rows.length, 0, name);
  }
});

t.test("another owner or target is rejected", async (t) => {
  const clientId = await idOf("coordinator");
  const teacher = await idOf("teacher");
  for (const wrong of [
    { url },
    { url, clientId, iss },
    { url, clientId: teacher },
    { url, clientId: "no id" },
    { url, clientId: "01990000-0000-7000-8000-000000000001" },
    { url, iss: "https://unknown.example" },
    { url: "http://127.0.0.1:8080/", clientId },
    { url: "https://10.0.0.1/", clientId },
  ]) {
    await t.rejects(webhooks.add(wrong), { code: "invalid-request" }, JSON.stringify(wrong));
  }
});
