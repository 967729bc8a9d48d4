import t from "tap";
import { publicUrl, startTestService } from "../../support/service.ts";

const mother = "moeder@home.nl";
const father = "vader@home.nl";

t.test("an address that a parent enters with a letter", async (t) => {
  const service = await startTestService(t, { TRUSTED_PROXIES: "127.0.0.1" });
  const { api } = service;
  const { token } = await service.addClient("01AA");
  const names = ["Noor", "Sem"];
  await api("putRoster", {
    token,
    body: {
      groups: [{ externalId: "4A", name: "4A" }],
      teachers: [],
      pupils: names.map((name) => ({ externalId: name, firstName: name, group: "4A" })),
    },
  });
  const groupId = (await api("listGroups", { token })).body.items[0].id;
  const codes = async (): Promise<string[]> => {
    const { text } = await api("createLetters", { token, body: { groupId } });
    return [...text.matchAll(/<p class="code">(.*?)</g)].map(([, code]) => `${code}`);
  };
  let networks = 0;
  const propose = (code: string, email: string, headers = {}) => {
    networks += 1;
    const from = { "X-Forwarded-For": `198.51.100.${networks}` };
    return api("proposeAddress", { body: { code, email }, headers: { ...from, ...headers } });
  };
  const listed = async (query = {}) => (await api("listAddressProposals", { token, query })).body;

  await t.test("every code gets the same answer, with headers and all", async (t) => {
    const [replaced = ""] = await codes();
    const [open = ""] = await codes();
    const answers = [];
    for (const code of [open, replaced, "000000000000", "0000-0000-0000"]) {
      const { status, headers, text } = await propose(code, mother);
      const changing = ["x-request-id", "date"];
      answers.push({
        status,
        text,
        headers: [...headers].filter(([name]) => !changing.includes(name)),
      });
    }
    t.match(answers[0], { status: 202, text: '{"warnings":[]}' });
    for (const answer of answers) t.strictSame(answer, answers[0]);
    t.match((await listed({ status: "waiting" })).items, [{ email: mother }]);
  });

  await t.test("a waiting address is accepted or declined, once", async (t) => {
    const [noor = "", sem = ""] = await codes();
    await propose(noor, father);
    await propose(sem, "opa@gmial.com");
    const { items } = await listed({ status: "waiting" });
    const idOf = (email: string) => items.find((item: { email: string }) => item.email === email);
    t.match(idOf("opa@gmial.com"), { suggestion: "opa@gmail.com", settledAt: null });
    const path = { proposalId: idOf(father).id };
    const accepted = await api("acceptAddressProposal", { token, path });
    t.equal(accepted.status, 200);
    t.match(accepted.body, { enabled: true, addresses: [{ email: father, status: "invited" }] });
    t.equal((await api("acceptAddressProposal", { token, path })).status, 200);
    t.match(await api("declineAddressProposal", { token, path }), {
      status: 409,
      body: { type: `${publicUrl}/problems/proposal-closed` },
    });
    const other = { proposalId: idOf("opa@gmial.com").id };
    t.equal((await api("declineAddressProposal", { token, path: other })).status, 204);
    t.match((await listed({ status: "declined" })).items, [{ email: "opa@gmial.com" }]);
    t.equal((await listed({ limit: "1" })).items.length, 1);
    t.ok((await listed({ limit: "1" })).next);
  });

  await t.test("a third address has its own sentence, without the others", async (t) => {
    await api("updateSchool", { token, body: { letters: "at-once" } });
    const [, sem = ""] = await codes();
    await propose(sem, mother);
    await propose(sem, father);
    const answer = await propose(sem, "derde@home.nl", { "Accept-Language": "nl" });
    t.equal(answer.status, 409);
    t.match(answer.body, {
      type: `${publicUrl}/problems/address-limit`,
      detail: "Deze leerling heeft al twee adressen van thuis. Haal er eerst een weg.",
    });
    t.notMatch(answer.text, /home\.nl/);
  });

  await t.test("invalid input names all errors", async (t) => {
    const { status, body } = await api("proposeAddress", {
      body: { code: "7K3M", email: "geen adres", foo: 1 },
    });
    t.equal(status, 400);
    const errors: { pointer: string; detail: string }[] = body.errors;
    t.strictSame(errors.map(({ pointer }) => pointer).sort(), ["/code", "/email", "/foo"]);
    t.match(
      errors.find(({ pointer }) => pointer === "/code")?.detail,
      "must have twelve letters and digits",
    );
  });
});
