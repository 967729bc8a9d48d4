// Concurrent callers, and callers that claim another network.
import t from "tap";
import { startTestService } from "../support/service.ts";

const service = await startTestService(t);
const { api } = service;
const brins = ["01AA", "02BB", "03CC"];
const rosterOf = (brin: string) => ({
  groups: [{ externalId: brin, name: `Groep van ${brin}` }],
  teachers: [],
  pupils: [{ externalId: brin, firstName: `Kind van ${brin}`, group: brin }],
});

t.test("concurrent requests of schools each get only data of their school", async (t) => {
  const tokens = new Map<string, string>();
  for (const brin of brins) {
    const { token } = await service.addClient(brin);
    tokens.set(brin, token);
    await api("putRoster", { token, body: rosterOf(brin) });
  }
  const asked = Array.from({ length: 150 }, (_, index) => brins[index % brins.length] ?? "");
  const answers = await Promise.all(
    asked.map(async (brin) => {
      const token = tokens.get(brin) ?? "";
      const { body, text } = await api("listGroups", { token });
      const path = { groupId: body.items[0].id };
      const group = await api("getGroup", { token, path });
      return { brin, texts: text + group.text, count: group.body.pupils.length };
    }),
  );
  for (const { brin, texts, count } of answers) {
    t.equal(count, 1);
    t.match(texts, `Kind van ${brin}`);
    for (const other of brins) if (other !== brin) t.notMatch(texts, `van ${other}`);
  }
});

t.test("without a trusted proxy forwarding headers have no effect", async (t) => {
  const { token } = await service.addClient("01AA");
  const [group] = (await api("listGroups", { token })).body.items;
  const { pupils } = (await api("getGroup", { token, path: { groupId: group.id } })).body;
  const headers = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "http",
    "X-Real-IP": "203.0.113.9",
    Forwarded: "for=203.0.113.9;host=evil.example;proto=http",
  };
  const path = { pupilId: pupils[0].id };
  const body = { emails: ["ouder@home.nl"] };
  await api("setHomeLogin", { token, path, headers, body });
  const { items } = (await api("listAuditEvents", { token })).body;
  t.equal(
    items.find(({ action }: { action: string }) => action === "home-login-set").network,
    "127.0.0.1",
  );
  await service.dispatchAll();
  t.notMatch(service.smtp.messages[0]?.raw, /evil|203\.0\.113/);

  // The throttle counts the real network too, whatever network a request claims.
  const guess = (index: number) =>
    api("lookUpActivation", {
      body: { token: `guess ${index}` },
      headers: { ...headers, "X-Forwarded-For": `203.0.113.${index}` },
    });
  let last = await guess(0);
  for (let index = 1; index < 40 && last.status === 404; index += 1) last = await guess(index);
  t.equal(last.status, 429);
});
