import t from "tap";
import { letterByCode, letterByNetwork } from "../../../src/security/throttle-policies.ts";
import { untilIdle } from "../../integration/until.ts";
import { startLetterFamily } from "../../support/families/letter-family.ts";
import { doneOrWaiting } from "../../support/locks.ts";

const day = 24 * 60 * 60;
const mother = "moeder@home.nl";
const father = "vader@home.nl";

t.test("at once: the address of a letter is added, and its mail makes the password", async (t) => {
  const service = await startLetterFamily(t);
  const { coordinator, idOf, homeLogins, activations, sessions, smtp, ask } = service;
  const code = await service.letterFor("Noor");
  t.strictSame(await service.propose(code.toLowerCase(), ` ${mother} `), []);
  t.match(await homeLogins.get(coordinator, idOf("Noor")), {
    enabled: true,
    addresses: [{ email: mother, status: "invited" }],
  });
  await service.dispatchAll();
  const invitation = `${smtp.messagesTo(mother)[0]?.text}`.replaceAll(/\s+/g, " ");
  t.match(invitation, "Dit e-mailadres is hiervoor ingevuld met de code uit de brief van school.");
  t.notMatch(invitation, "De school gaf");
  const [, token = ""] = /activate#(\S+)/.exec(invitation) ?? [];
  const origin = { requestId: "a request", network: "203.0.113.7" };
  await activations.activate(token, "vrolijke fietsbel", origin);
  const session = await sessions.create(mother, "vrolijke fietsbel", origin.network);
  t.match(session, { subject: { firstName: "Noor" } });
  t.strictSame(
    await ask(
      `select action, actor_kind, network from audit_events
        where pupil_id = $1 and action like any(array['address-%', 'home-login-%']) order by action`,
      idOf("Noor"),
    ),
    [
      { action: "address-proposed", actor_kind: "family", network: null },
      { action: "home-login-set", actor_kind: "family", network: null },
    ],
  );
});

t.test("two parents use one letter, and neither sees the other's address", async (t) => {
  const service = await startLetterFamily(t);
  const { coordinator, idOf, homeLogins, smtp } = service;
  const code = await service.letterFor("Noor");
  await service.propose(code, mother);
  await service.dispatchAll();
  t.equal(smtp.messagesTo(mother).length, 1, "a first address: nobody to tell");
  await service.propose(code, father);
  await service.dispatchAll();
  const { addresses } = await homeLogins.get(coordinator, idOf("Noor"));
  t.strictSame(
    addresses.map(({ email }) => email),
    [mother, father],
  );
  const [, notice] = smtp.messagesTo(mother);
  t.match(notice?.subject, "nog een e-mailadres voor Noor");
  t.notMatch(notice?.raw, /vader/);
  t.equal(smtp.messagesTo(father).length, 1);
  t.notMatch(smtp.messagesTo(father)[0]?.raw, /moeder/);
});

t.test("a third address is rejected, whichever address it is", async (t) => {
  const service = await startLetterFamily(t);
  const { coordinator, idOf, homeLogins } = service;
  const code = await service.letterFor("Noor");
  await service.propose(code, mother);
  await service.propose(code, father);
  const before = await homeLogins.get(coordinator, idOf("Noor"));
  const problems: unknown[] = [];
  for (const email of ["derde@home.nl", mother, father]) {
    await service.propose(code, email).catch(({ code, detail, validationErrors }) => {
      problems.push({ code, detail, validationErrors });
    });
  }
  t.equal(problems.length, 3);
  for (const problem of problems) t.strictSame(problem, problems[0]);
  t.match(problems[0], { code: "address-limit" });
  t.strictSame(await homeLogins.get(coordinator, idOf("Noor")), before);
});

t.test("a code that does nothing answers the same, whatever the reason", async (t) => {
  const service = await startLetterFamily(t, "ask");
  const { coordinator, schoolSettings, rosters, ask, advance } = service;
  const expired = await service.letterFor("Sem");
  advance(90 * day);
  const replaced = await service.letterFor("Noor");
  const used = await service.letterFor("Noor");
  await service.propose(used, mother);
  await service.propose(used, father);
  const left = await service.letterFor("Zus");
  const pupils = service.roster.pupils.filter(({ firstName }) => firstName !== "Zus");
  await rosters.put(coordinator, { ...service.roster, pupils });
  const before = await ask("select * from address_proposals order by id");
  t.equal(before.length, 2);
  const unknown = "000000000000";
  for (const [why, code] of Object.entries({ unknown, expired, replaced, used, left })) {
    t.strictSame(await service.propose(code, "derde@home.nl"), [], why);
  }
  const open = await service.letterFor("Sem");
  await schoolSettings.update(coordinator, { letters: "off" });
  t.strictSame(await service.propose(open, "derde@home.nl"), [], "letters are off");
  await schoolSettings.update(coordinator, { letters: "ask", networkEnvironment: "MOO" });
  t.strictSame(await service.propose(open, "derde@home.nl"), [], "another environment");
  t.strictSame(await ask("select * from address_proposals order by id"), before);
  await service.dispatchAll();
  t.equal(service.smtp.messages.length, 0);
  await schoolSettings.update(coordinator, { networkEnvironment: null });
  await service.propose(open, "derde@home.nl");
  t.equal((await ask("select from address_proposals")).length, 3, "the letter works again");
});

t.test("the same address twice is one address and one proposal", async (t) => {
  const service = await startLetterFamily(t, "ask");
  const { coordinator, ask, schoolSettings, homeLogins, idOf, smtp } = service;
  const code = await service.letterFor("Noor");
  await service.propose(code, mother);
  await service.propose(code, "MOEDER@home.nl");
  t.equal((await ask("select from address_proposals")).length, 1);
  t.equal((await ask("select from audit_events where action = 'address-proposed'")).length, 1);

  await schoolSettings.update(coordinator, { letters: "at-once" });
  const next = await service.letterFor("Sem");
  await homeLogins.set(coordinator, idOf("Sem"), [father]);
  await service.dispatchAll();
  await service.propose(next, father);
  t.equal((await homeLogins.get(coordinator, idOf("Sem"))).addresses.length, 1);
  await service.dispatchAll();
  t.equal(smtp.messagesTo(father).length, 2, "new links, as by a request for links");
});

t.test("an address of siblings gets one mail with a link for each", async (t) => {
  const service = await startLetterFamily(t);
  await service.propose(await service.letterFor("Noor"), mother);
  await service.propose(await service.letterFor("Sem"), mother);
  await service.dispatchAll();
  const [mail, ...more] = service.smtp.messagesTo(mother);
  t.equal(more.length, 0);
  const links = `${mail?.text}`.match(/activate#\S+/g) ?? [];
  t.equal(new Set(links).size, 2);
});

t.test("parents at the same time never make a third address", async (t) => {
  const service = await startLetterFamily(t);
  const { coordinator, idOf, homeLogins } = service;
  const code = await service.letterFor("Noor");
  const emails = Array.from({ length: 6 }, (_, index) => `ouder${index}@home.nl`);
  const results = await Promise.allSettled(emails.map((email) => service.propose(code, email)));
  const added = results.filter(({ status }) => status === "fulfilled").length;
  t.equal(added, 2);
  t.equal((await homeLogins.get(coordinator, idOf("Noor"))).addresses.length, 2);
});

t.test("a newer letter that is made during a proposal ends it", async (t) => {
  const service = await startLetterFamily(t);
  const { db, letters, coordinator, idOf, ask, homeLogins } = service;
  const code = await service.letterFor("Noor");
  let proposing: Promise<unknown> = Promise.resolve();
  await db.asService(async (tx) => {
    await tx.$client.query("select from pupils where id = $1 for update", [idOf("Noor")]);
    proposing = service.propose(code, mother);
    await doneOrWaiting(proposing, (text) => ask(text));
    await tx.$client.query(
      "update letters set code_hash = sha256('another'), id = gen_random_uuid() where pupil_id = $1",
      [idOf("Noor")],
    );
  });
  t.strictSame(await proposing, []);
  t.equal((await homeLogins.get(coordinator, idOf("Noor"))).enabled, false);
  await letters.create(coordinator, { pupilIds: [idOf("Noor")] });
});

t.test("invalid input names each error, and counts for the network", async (t) => {
  const service = await startLetterFamily(t);
  await t.rejects(service.propose("te kort", "geen adres"), {
    code: "invalid-request",
    validationErrors: [{ pointer: "/code" }, { pointer: "/email" }],
  });
  const origin = { requestId: "a request", network: "192.0.2.9" };
  const typed = { code: "te kort", email: mother };
  const limit = letterByNetwork["/32"].freeTries;
  for (let tries = 0; tries <= limit; tries += 1) {
    await t.rejects(service.proposals.propose(typed, origin), { code: "invalid-request" });
  }
  await t.rejects(service.proposals.propose(typed, origin), { code: "too-many-requests" });
});

t.test(
  "a network that guesses codes is slowed down, and a valid code is not counted",
  async (t) => {
    const service = await startLetterFamily(t, "ask");
    const { proposals } = service;
    const origin = { requestId: "a request", network: "192.0.2.9" };
    const limit = letterByNetwork["/32"].freeTries;
    const codeOf = (index: number) => `${index}`.padStart(12, "0");
    for (let tries = 1; tries < limit; tries += 1) {
      await proposals.propose({ code: codeOf(tries), email: mother }, origin);
    }
    for (const name of ["Noor", "Sem", "Zus"]) {
      await proposals.propose({ code: await service.letterFor(name), email: mother }, origin);
    }
    await proposals.propose({ code: codeOf(1), email: mother }, origin);
    await proposals.propose({ code: codeOf(2), email: mother }, origin);
    await t.rejects(proposals.propose({ code: codeOf(3), email: mother }, origin), {
      code: "too-many-requests",
    });
  },
);

t.test("a code takes ten attempts at once, valid or not, from any network", async (t) => {
  for (const isValid of [true, false]) {
    const service = await startLetterFamily(t, "ask");
    const code = isValid ? await service.letterFor("Noor") : "000000000000";
    const statuses: string[] = [];
    for (let tries = 0; tries < letterByCode.freeTries + 2; tries += 1) {
      const outcome = service.propose(code, `ouder${tries}@home.nl`);
      statuses.push(
        await outcome.then(
          () => "taken",
          ({ code }) => code,
        ),
      );
    }
    t.strictSame(
      statuses,
      [...Array(letterByCode.freeTries + 1).fill("taken"), "too-many-requests"],
      `valid: ${isValid}`,
    );
    t.ok((await service.ask("select from address_proposals")).length <= 2);
  }
});

t.test("a probable typing error is reported, whatever the code", async (t) => {
  const service = await startLetterFamily(t, "ask");
  const expected = [
    { pointer: "/email", detail: "looks mistyped after the @", suggestion: "ouder@gmail.com" },
  ];
  for (const code of [await service.letterFor("Noor"), "000000000000"]) {
    t.strictSame(await service.propose(code, "ouder@gmial.com"), expected);
  }
  t.equal(service.proposals.suggest("ouder@gmial.com"), "ouder@gmail.com");
  t.equal(service.proposals.suggest("ouder@gmail.com"), undefined);
  t.equal(service.proposals.suggest("geen adres"), undefined);
});

t.test(
  "letters and proposals of a pupil that leaves are deleted, and old proposals too",
  async (t) => {
    const service = await startLetterFamily(t, "ask");
    const { coordinator, rosters, ask, advance } = service;
    await service.propose(await service.letterFor("Noor"), mother);
    await service.propose(await service.letterFor("Sem"), father);
    const pupils = service.roster.pupils.filter(({ firstName }) => firstName !== "Noor");
    await rosters.put(coordinator, { ...service.roster, pupils });
    t.strictSame(await ask("select email from address_proposals"), [{ email: father }]);
    t.equal((await ask("select from letters")).length, 1);
    advance(90 * day);
    const retention = service.createRetention();
    await untilIdle(async () => (await retention.step()) === "unfinished");
    t.strictSame(await ask("select email from address_proposals"), []);
  },
);
