import t from "tap";
import { untilIdle } from "../../integration/until.ts";
import { origin, startTwoChildren } from "../../support/families/two-children.ts";

const mother = "ouder@home.nl";
const { network } = origin;
const service = await startTwoChildren(t);
const { activations, advance, linkRequests, linksTo, smtp } = service;
await service.set("Wimpie", mother, "vader@home.nl");
await service.set("Fatima", mother);
await service.dispatchAll();
await service.activate(linksTo(mother)[0] ?? "", "blauwe giraf");
await service.dispatchAll();

t.test(
  "a link request sends one mail with all children, and none to an unknown address",
  async (t) => {
    smtp.clear();
    await linkRequests.request("Ouder@home.nl", network);
    await linkRequests.request(mother, network);
    await linkRequests.request("niemand@home.nl", network);
    await service.dispatchAll();
    await linkRequests.request(mother, network);
    await service.dispatchAll();
    t.equal(smtp.messages.length, 1, "no second mail within the cool-down");
    const tokens = linksTo(mother);
    const purposes = await Promise.all(
      tokens.map(async (token) => (await activations.lookUp(token, origin)).purpose),
    );
    t.strictSame(purposes.sort(), ["activation", "password-reset"]);
    await t.resolves(
      service.sessions.create(mother, "blauwe giraf", network),
      "the old password works until it is replaced",
    );
  },
);

t.test("an invalid address is rejected, and no request is stored", async (t) => {
  await t.rejects(linkRequests.request("no address", network), {
    code: "invalid-request",
    validationErrors: [{ pointer: "/email" }],
  });
  t.equal(await linkRequests.answerNext(), false);
});

t.test("concurrent processes answer each request once", async (t) => {
  advance(3_600);
  smtp.clear();
  for (const email of [mother, "vader@home.nl"]) await linkRequests.request(email, network);
  const answers = await Promise.all(Array.from({ length: 6 }, () => linkRequests.answerNext()));
  t.equal(answers.filter((isAnswered) => isAnswered).length, 2);
  await service.dispatchAll();
  t.strictSame(smtp.recipients.toSorted(), [mother, "vader@home.nl"]);
});

t.test("concurrent requests beyond the limit of a network queue nothing", async (t) => {
  const stranger = "198.51.100.7";
  const emails = Array.from({ length: 200 }, (_, index) => `adres-${index}@home.nl`);
  const sent = await Promise.allSettled(
    emails.map((email) => linkRequests.request(email, stranger)),
  );
  const admitted = emails.filter((_, index) => sent[index]?.status === "fulfilled");
  const rejected = sent.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
  t.ok(admitted.length > 0 && rejected.length > 0);
  t.strictSame(new Set(rejected), new Set(["too-many-requests"]));
  const { rows } = await service.db.asService((tx) =>
    tx.$client.query("select email_key from link_requests order by email_key"),
  );
  t.strictSame(
    rows.map(({ email_key: email }) => email),
    admitted.toSorted(),
  );
});

t.test(
  "of requests that are counted together, only those of a blocked network are rejected",
  async (t) => {
    const blocked = "192.0.2.66";
    for (let asked = 0; asked < 61; asked += 1) await linkRequests.request(mother, blocked);
    await untilIdle(linkRequests.answerNext);
    const ask = (email: string, from: string) => linkRequests.request(email, from);
    // The first one runs alone, and the others together.
    const asked = await Promise.allSettled([
      ask("eerste@home.nl", "203.0.113.1"),
      ask("tweede@home.nl", blocked),
      ask("derde@home.nl", "198.51.100.200"),
      ask("vierde@home.nl", "2001:db8::1"),
    ]);
    t.strictSame(
      asked.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled", "fulfilled"],
    );
    const { rows } = await service.db.asService((tx) =>
      tx.$client.query("select email_key from link_requests order by email_key"),
    );
    t.strictSame(
      rows.map(({ email_key: email }) => email),
      ["derde@home.nl", "eerste@home.nl", "vierde@home.nl"],
    );
  },
);
