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
