import t from "tap";
import { untilIdle } from "../../integration/until.ts";
import { startLetterFamily } from "../../support/families/letter-family.ts";

const mother = "moeder@home.nl";
const father = "vader@home.nl";
const firstPage = { limit: 50, afterKey: undefined };
const day = 24 * 60 * 60;

async function startWaiting(t: Parameters<typeof startLetterFamily>[0]) {
  const service = await startLetterFamily(t, "ask");
  const { coordinator, addressProposals } = service;
  const waiting = async (name: string, email: string, code?: string) => {
    await service.propose(code ?? (await service.letterFor(name)), email);
    const { items } = await addressProposals.list(coordinator, "waiting", firstPage);
    return `${items.find((item) => item.email === email)?.id}`;
  };
  const emailsOf = async (name: string) =>
    (await service.homeLogins.get(coordinator, service.idOf(name))).addresses.map(
      ({ email }) => email,
    );
  return { ...service, waiting, emailsOf };
}

t.test("an address waits until the school accepts it, and then gets its mail", async (t) => {
  const service = await startWaiting(t);
  const { teacher, addressProposals, smtp, idOf } = service;
  const id = await service.waiting("Noor", mother);
  await service.dispatchAll();
  t.equal(smtp.messages.length, 0);
  t.strictSame(await service.emailsOf("Noor"), []);
  const homeLogin = await addressProposals.accept(teacher("LK4A"), id);
  t.match(homeLogin, { enabled: true, addresses: [{ email: mother, status: "invited" }] });
  await service.dispatchAll();
  t.match(smtp.messagesTo(mother)[0]?.text, /activate#\S+/);
  t.notMatch(smtp.messagesTo(mother)[0]?.text, "De school gaf");
  t.strictSame(
    await service.ask(
      `select action, actor_kind from audit_events
        where pupil_id = $1 and action <> 'letter-made' order by action`,
      idOf("Noor"),
    ),
    [
      { action: "address-proposal-accepted", actor_kind: "client" },
      { action: "address-proposed", actor_kind: "family" },
      { action: "home-login-set", actor_kind: "client" },
    ],
  );
});

t.test("the other address is told when a proposal is accepted, and not before", async (t) => {
  const service = await startWaiting(t);
  const { coordinator, addressProposals, homeLogins, idOf, smtp } = service;
  await homeLogins.set(coordinator, idOf("Noor"), [mother]);
  await service.dispatchAll();
  const id = await service.waiting("Noor", father);
  await service.dispatchAll();
  t.equal(smtp.messagesTo(mother).length, 1);
  await addressProposals.accept(coordinator, id);
  await service.dispatchAll();
  t.match(smtp.messagesTo(mother)[1]?.subject, "nog een e-mailadres voor Noor");
  t.notMatch(smtp.messagesTo(mother)[1]?.raw, /vader/);
});

t.test("a list has the proposals of the callers' pupils, with a likely typing error", async (t) => {
  const service = await startWaiting(t);
  const { coordinator, teacher, addressProposals, idOf } = service;
  const noor = await service.waiting("Noor", "ouder@gmial.com");
  service.advance(1);
  const zus = await service.waiting("Zus", father);
  const all = await addressProposals.list(coordinator, undefined, firstPage);
  t.match(all.items, [
    {
      id: noor,
      status: "waiting",
      email: "ouder@gmial.com",
      suggestion: "ouder@gmail.com",
      pupil: { id: idOf("Noor"), firstName: "Noor", group: { name: "4A" } },
      settledAt: null,
    },
    { id: zus, suggestion: null, pupil: { group: { name: "5A" } } },
  ]);
  const idsFor = async (caller: typeof coordinator, status?: "waiting" | "declined") =>
    (await addressProposals.list(caller, status, firstPage)).items.map(({ id }) => id);
  t.strictSame(await idsFor(teacher("LK4A")), [noor]);
  t.strictSame(await idsFor(teacher("unknown")), []);
  await addressProposals.decline(coordinator, zus);
  t.strictSame(await idsFor(coordinator, "declined"), [zus]);
  t.strictSame(await idsFor(coordinator, "waiting"), [noor]);
  const page = await addressProposals.list(coordinator, undefined, {
    limit: 1,
    afterKey: undefined,
  });
  t.strictSame(
    [page.items.map(({ id }) => id), page.nextAfterKey],
    [[noor], { texts: [], id: noor }],
  );
  const portal = { ...coordinator, role: "portal" } as const;
  await t.rejects(addressProposals.list(portal, undefined, firstPage), { code: "forbidden" });
});

t.test("an answer may be repeated, and another answer is rejected", async (t) => {
  const service = await startWaiting(t);
  const { coordinator, addressProposals, smtp, ask } = service;
  const accepted = await service.waiting("Noor", mother);
  const declined = await service.waiting("Sem", father);
  const first = await addressProposals.accept(coordinator, accepted);
  t.strictSame(await addressProposals.accept(coordinator, accepted), first);
  await addressProposals.decline(coordinator, declined);
  await addressProposals.decline(coordinator, declined);
  await t.rejects(addressProposals.decline(coordinator, accepted), { code: "proposal-closed" });
  await t.rejects(addressProposals.accept(coordinator, declined), { code: "proposal-closed" });
  await service.dispatchAll();
  t.equal(smtp.messages.length, 1);
  t.equal((await ask("select from audit_events where action ~ '^address-proposal-'")).length, 2);
});

t.test("a proposal that is accepted twice at once adds one address", async (t) => {
  const service = await startWaiting(t);
  const { coordinator, addressProposals, smtp } = service;
  const id = await service.waiting("Noor", mother);
  const accepting = Array.from({ length: 5 }, () => addressProposals.accept(coordinator, id));
  const [first, ...others] = await Promise.all(accepting);
  for (const other of others) t.strictSame(other, first);
  await service.dispatchAll();
  t.equal(smtp.messagesTo(mother).length, 1);
});

t.test("an acceptance and a declination at once have one winner", async (t) => {
  const service = await startWaiting(t);
  const { coordinator, addressProposals } = service;
  const id = await service.waiting("Noor", mother);
  const [accepting, declining] = await Promise.allSettled([
    addressProposals.accept(coordinator, id),
    addressProposals.decline(coordinator, id),
  ]);
  t.not(accepting.status, declining.status);
  t.equal((await service.emailsOf("Noor")).length, accepting.status === "fulfilled" ? 1 : 0);
});

t.test("a third address is rejected, and its proposal keeps waiting", async (t) => {
  const service = await startWaiting(t);
  const { coordinator, addressProposals, homeLogins, idOf } = service;
  const id = await service.waiting("Noor", "derde@home.nl");
  await homeLogins.set(coordinator, idOf("Noor"), [mother, father]);
  await t.rejects(addressProposals.accept(coordinator, id), { code: "address-limit" });
  await homeLogins.set(coordinator, idOf("Noor"), [mother]);
  await addressProposals.accept(coordinator, id);
  t.strictSame(await service.emailsOf("Noor"), [mother, "derde@home.nl"]);
});

t.test("two waiting addresses and one entered by the school never make three", async (t) => {
  const service = await startWaiting(t);
  const { coordinator, addressProposals, homeLogins, idOf } = service;
  const code = await service.letterFor("Noor");
  const ids = [
    await service.waiting("Noor", mother, code),
    await service.waiting("Noor", father, code),
  ];
  await homeLogins.set(coordinator, idOf("Noor"), ["opa@home.nl"]);
  const results = await Promise.allSettled(
    ids.map((id) => addressProposals.accept(coordinator, id)),
  );
  t.strictSame(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  t.equal((await service.emailsOf("Noor")).length, 2);
});

t.test("an address that the school has entered meanwhile is accepted without a mail", async (t) => {
  const service = await startWaiting(t);
  const { coordinator, addressProposals, homeLogins, idOf, smtp } = service;
  const id = await service.waiting("Noor", mother);
  await homeLogins.set(coordinator, idOf("Noor"), [mother]);
  await service.dispatchAll();
  t.match(await addressProposals.accept(coordinator, id), { addresses: [{ email: mother }] });
  await service.dispatchAll();
  t.equal(smtp.messagesTo(mother).length, 1);
});

t.test("a declined address gives its place on the letter to another one", async (t) => {
  const service = await startWaiting(t);
  const { coordinator, addressProposals, ask } = service;
  const code = await service.letterFor("Noor");
  const stranger = await service.waiting("Noor", "vreemde@home.nl", code);
  await service.waiting("Noor", mother, code);
  await service.propose(code, father);
  t.equal((await ask("select from address_proposals")).length, 2, "both places are taken");
  await addressProposals.decline(coordinator, stranger);
  await service.propose(code, father);
  t.equal((await ask("select from address_proposals where status = 'waiting'")).length, 2);
  await service.dispatchAll();
  t.equal(service.smtp.messages.length, 0, "the stranger gets no mail");
});

t.test("a foreign, unknown or other teacher's proposal is not answered", async (t) => {
  const service = await startWaiting(t);
  const { teacher, addressProposals } = service;
  const id = await service.waiting("Noor", mother);
  const stranger = await service.addSchool("02BB");
  const unknown = "01990000-0000-7000-8000-00000000000f";
  const { accept, decline } = addressProposals;
  const answers: ((...given: Parameters<typeof accept>) => Promise<unknown>)[] = [accept, decline];
  for (const answer of answers) {
    await t.rejects(answer(stranger, id), { code: "not-found" });
    await t.rejects(answer(service.coordinator, unknown), { code: "not-found" });
    await t.rejects(answer(teacher("LK5A"), id), { code: "forbidden" });
    const portal = { ...service.coordinator, role: "portal" } as const;
    await t.rejects(answer(portal, id), { code: "forbidden" });
  }
  t.strictSame(await service.emailsOf("Noor"), []);
});

t.test("a school with a network environment accepts no address", async (t) => {
  const service = await startWaiting(t);
  const { coordinator, addressProposals, schoolSettings } = service;
  const id = await service.waiting("Noor", mother);
  await schoolSettings.update(coordinator, { networkEnvironment: "MOO" });
  await t.rejects(addressProposals.accept(coordinator, id), { code: "network-environment" });
});

t.test("an answered proposal is deleted after thirty days, or with its address", async (t) => {
  const service = await startWaiting(t);
  const { coordinator, addressProposals, homeLogins, idOf, ask, advance } = service;
  const removed = await service.waiting("Noor", mother);
  const declined = await service.waiting("Sem", father);
  await addressProposals.accept(coordinator, removed);
  await addressProposals.decline(coordinator, declined);
  await homeLogins.remove(coordinator, idOf("Noor"));
  t.strictSame(await ask("select id from address_proposals"), [{ id: declined }]);
  advance(30 * day);
  const retention = service.createRetention();
  await untilIdle(async () => (await retention.step()) === "unfinished");
  t.strictSame(await ask("select id from address_proposals"), []);
});
