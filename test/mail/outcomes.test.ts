// What the dispatcher makes of each outcome of a delivery. The transport is one that a test answers for.
import t from "tap";
import type { MailResult } from "../../src/domain/metrics.ts";
import { createDispatcher } from "../../src/mail/dispatcher.ts";
import { createPace } from "../../src/mail/pace.ts";
import type { DeliveryOutcome, OutgoingMail } from "../../src/mail/transport.ts";
import { systemRandom } from "../../src/security/random.ts";
import { openRowToken } from "../../src/security/row-token.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { secondsLater, start, startMailroom } from "../support/mailroom.ts";

const room = await startMailroom(t);
const { db, ask, mails, attempts } = room;
const keys = createSecretKeys("a secret key for tests alone, of enough octets");
const day = 86_400;
const accepted: DeliveryOutcome = { kind: "sent", answer: "250 OK" };
const deferred: DeliveryOutcome = {
  kind: "deferred",
  code: 451,
  status: "4.3.0",
  answer: "451 4.3.0 later",
};
const bounced: DeliveryOutcome = {
  kind: "bounced",
  code: 550,
  status: "5.1.1",
  answer: "550 5.1.1 unknown",
};

const world = {
  now: start,
  fraction: 0.5,
  answer: async (): Promise<DeliveryOutcome> => accepted,
  delivered: [] as OutgoingMail[],
  counted: [] as MailResult[],
  bounces: [] as string[],
};
const createWith = (from: string, underWayMax = 100) =>
  createDispatcher({
    db,
    clock: { now: () => world.now },
    random: { bytes: systemRandom.bytes, fraction: () => world.fraction },
    keys,
    pace: createPace({ least: underWayMax, most: underWayMax, nowMs: () => 0 }),
    transport: {
      deliver: async (mail) => {
        world.delivered.push(mail);
        return await world.answer();
      },
      hangUpAfter: () => {},
      close: async () => {},
    },
    metrics: { countMail: (result) => world.counted.push(result) },
    from,
    recordBounce: async (_tx, mailId, reason) => {
      world.bounces.push(`${mailId} ${reason}`);
    },
    homeUrl: "https://thuis.example",
  });
const { dispatch } = createWith("Thuisinlog <no-reply@thuisinlog.example>");

/** Invitations that wait, in a world where nothing has happened yet. */
async function write(name: string, count = 1) {
  Object.assign(world, { now: start, fraction: 0.5, answer: async () => accepted });
  Object.assign(world, { delivered: [], counted: [], bounces: [] });
  return await room.write(name, count);
}

async function writeOne(name: string) {
  const [written] = await write(name);
  if (!written) throw new Error("There was no mail.");
  return written;
}

t.test("a mail that is taken is sent, once, and its answer kept", async (t) => {
  const written = await writeOne("sent");
  t.equal(await dispatch(), true);
  t.equal(await dispatch(), false);
  const [mail, ...others] = world.delivered;
  t.same(others, []);
  t.match(mail, {
    messageId: `<${written.mailId}@thuisinlog.example>`,
    date: start,
    from: "Thuisinlog <no-reply@thuisinlog.example>",
    to: "sent1@home.nl",
    subject: /Wimpie/,
  });
  t.match(await mails(), [{ outcome: "sent", settled: start, reason: null, attempts: 1 }]);
  t.match(await attempts(), [{ attempt: 1, at: start, outcome: "sent", answer: "250 OK" }]);
  t.same(world.counted, ["sent"]);
  t.same(world.bounces, []);
});

t.test("the link in a mail opens the row that it was made for", async (t) => {
  const written = await writeOne("link");
  await dispatch();
  const [, token = ""] =
    /https:\/\/thuis\.example\/activate#(\S+)/.exec(`${world.delivered[0]?.text}`) ?? [];
  t.same(openRowToken(keys, "activation-link", token), {
    schoolId: written.schoolId,
    id: written.linkId,
    generation: 0,
  });
});

t.test("a sender without a name marks its mails with its own domain as well", async (t) => {
  const written = await writeOne("bare");
  await createWith("no-reply@bare.example").dispatch();
  t.equal(world.delivered[0]?.messageId, `<${written.mailId}@bare.example>`);
});

t.test("many that look at one moment get a mail each, about its own child", async (t) => {
  const written = await write("many", 3);
  const passes = await Promise.all(Array.from({ length: 5 }, dispatch));
  t.same(passes.sort(), [false, false, true, true, true]);
  t.same(
    world.delivered.map(({ messageId, to }) => `${messageId} ${to}`).sort(),
    written.map(({ mailId, emailKey }) => `<${mailId}@thuisinlog.example> ${emailKey}`).sort(),
  );
  t.same(world.counted, ["sent", "sent", "sent"]);
});

t.test("a mail that is on its way is nobody else's for two minutes", async (t) => {
  await write("lease");
  const [begun, first] = [Promise.withResolvers<void>(), Promise.withResolvers<DeliveryOutcome>()];
  world.answer = () => {
    begun.resolve();
    return first.promise;
  };
  const passing = dispatch();
  await Promise.race([begun.promise, passing]);
  world.answer = async () => accepted;
  world.now = secondsLater(119);
  t.equal(await dispatch(), false);
  world.now = secondsLater(120);
  t.equal(await dispatch(), true);
  first.resolve(bounced);
  await passing;
  t.match(await mails(), [{ outcome: "sent", settled: secondsLater(120), attempts: 2 }]);
  t.same(world.bounces, [], "what the first hears too late is of no mail that it holds");
});

t.test("a mail about nothing any more is dropped, and nobody is asked to send it", async (t) => {
  await write("dropped");
  world.now = secondsLater(14 * day);
  t.equal(await dispatch(), true);
  t.match(await mails(), [{ outcome: "dropped", settled: world.now, reason: null }]);
  t.same(world.delivered, []);
  t.same(world.counted, ["dropped"]);
});

t.test(
  "who comes back waits a minute, then twice as long each time, for four hours at most",
  async (t) => {
    await write("delays");
    world.answer = async () => deferred;
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 11; attempt += 1) {
      await dispatch();
      const [mail] = await mails();
      const available = mail?.available ?? start;
      delays.push((available.getTime() - world.now.getTime()) / 1000);
      world.now = available;
    }
    t.same(delays, [60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 14_400, 14_400, 14_400]);
    t.match(await mails(), [{ settled: null, outcome: null, reason: "not-taken", attempts: 11 }]);
    t.same(new Set(world.counted), new Set(["deferred"]));
  },
);

t.test("mails that wait together come back a fifth earlier or later", async (t) => {
  world.answer = async () => deferred;
  for (const [fraction, seconds] of [
    [0, 48],
    [0.25, 54],
    [1, 72],
  ] as const) {
    await write(`jitter-${seconds}`);
    Object.assign(world, { fraction, answer: async () => deferred });
    await dispatch();
    const waits = (await mails()).map(({ available }) => available);
    t.same(waits, [secondsLater(seconds)], `${fraction}`);
  }
});

t.test("a mail is tried for three days and then given up, with its reason", async (t) => {
  const written = await writeOne("given-up");
  world.answer = async () => deferred;
  world.now = secondsLater(3 * day - 1);
  await dispatch();
  t.match(await mails(), [{ settled: null }]);
  await ask("update mails set available_at = $1", start);
  world.now = secondsLater(3 * day);
  await dispatch();
  t.match(await mails(), [{ outcome: "failed", settled: world.now, reason: "not-taken" }]);
  t.same(world.counted, ["deferred", "failed"]);
  t.same(world.bounces, [`${written.mailId} not-taken`]);
  t.match(await attempts(), [
    { attempt: 1, outcome: "deferred" },
    {
      attempt: 2,
      at: world.now,
      outcome: "deferred",
      code: 451,
      status: "4.3.0",
      answer: "451 4.3.0 later",
    },
  ]);
});

t.test("a mail that is refused for good is bounced at once, with its reason", async (t) => {
  const written = await writeOne("bounced");
  world.answer = async () => bounced;
  await dispatch();
  t.match(await mails(), [{ outcome: "bounced", settled: start, reason: "address-unknown" }]);
  t.match(await attempts(), [{ outcome: "bounced", code: 550, status: "5.1.1" }]);
  t.same(world.counted, ["bounced"]);
  t.same(world.bounces, [`${written.mailId} address-unknown`]);
});

t.test("the status says why before the words do, and silence is a mail not taken", async (t) => {
  const unknown = { code: undefined, status: undefined };
  const reasons: readonly (readonly [string, DeliveryOutcome])[] = [
    [
      "mailbox-closed",
      { kind: "bounced", code: 550, status: "5.2.1", answer: "550 5.1.1 unknown" },
    ],
    ["address-unknown", { kind: "bounced", ...unknown, answer: "550 no such user" }],
    ["not-taken", { kind: "bounced", ...unknown, answer: "what" }],
    ["mailbox-full", { kind: "deferred", code: 452, status: "4.2.2", answer: "452 full" }],
    ["not-taken", { kind: "deferred", code: 550, status: "5.1.1", answer: "550 unknown" }],
    ["not-taken", { kind: "deferred", ...unknown, answer: "connect ETIMEDOUT" }],
  ];
  for (const [index, [reason, outcome]] of reasons.entries()) {
    await write(`reasons-${index}`);
    world.answer = async () => outcome;
    await dispatch();
    t.match(await mails(), [{ reason }], outcome.answer);
  }
  t.match(await attempts(), [{ code: null, status: null, answer: "connect ETIMEDOUT" }]);
});

t.test(
  "a notice of a password leads to the login and to who forgot it, and has no link",
  async (t) => {
    const written = await writeOne("notice");
    await ask("update mails set kind = 'password-notice'");
    await ask("update mail_items set link_id = null");
    await ask(
      "update pupils set first_name = null, last_name = 'Hof' where id = $1",
      written.pupilId,
    );
    await ask(
      `update home_addresses set activated_at = now(), expires_at = null, password_key_id = 'key',
            password_hash = 'a hash' where id = $1`,
      written.homeAddressId,
    );
    await dispatch();
    const text = `${world.delivered[0]?.text}`;
    t.match(text, "Hof");
    t.match(text, "https://thuis.example/login");
    t.match(text, "https://thuis.example/forgot");
    t.notMatch(text, "activate#");
    t.match(text, "10:30", "when it was, in the Netherlands");
  },
);

/** A mail that tells of a removed address, and how much is kept for it. */
async function writeRemoval(name: string) {
  const { schoolId, pupilId, homeAddressId, emailKey } = await writeOne(name);
  await ask(
    `with told as (
       insert into mails (id, email_key, kind, locale, created_at, available_at)
       values (gen_random_uuid(), $3, 'address-removed', 'nl', $4, $4) returning id)
     insert into removal_notices (school_id, mail_id, pupil_id, email, email_key)
     select $1, id, $2, $3, $3 from told`,
    schoolId,
    pupilId,
    emailKey,
    start,
  );
  await ask("delete from home_addresses where id = $1", homeAddressId);
  return async () => (await ask("select mail_id from removal_notices")).length;
}

t.test("what is kept to tell of a removed address goes with the mail that tells it", async (t) => {
  const kept = await writeRemoval("removed");
  world.answer = async () => deferred;
  await dispatch();
  t.equal(await kept(), 1, "it is needed again");
  world.now = secondsLater(day);
  world.answer = async () => accepted;
  await dispatch();
  t.equal(await kept(), 0);
  t.match(world.delivered.at(-1), { to: "removed1@home.nl", text: /Wimpie/ });
  t.same(world.counted, ["deferred", "sent"]);
});

t.test("it goes as well when that mail cannot arrive, and not with another mail", async (t) => {
  const kept = await writeRemoval("unreachable");
  world.answer = async () => bounced;
  await dispatch();
  t.equal(await kept(), 0);

  const keptToo = await writeRemoval("beside");
  const [notice] = await mails();
  await ask("update mails set rank = 1, available_at = $1", secondsLater(1));
  await ask(
    `insert into mails (id, email_key, kind, locale, created_at, available_at)
     values (gen_random_uuid(), $1, 'links', 'nl', $2, $2)`,
    notice?.email,
    start,
  );
  await dispatch();
  t.equal(await keptToo(), 1);
  t.same(world.counted, ["dropped"]);
});

t.test(
  "what a dispatcher hears too late takes nothing away from who has the mail now",
  async (t) => {
    const kept = await writeRemoval("late");
    const [begun, first] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<DeliveryOutcome>(),
    ];
    world.answer = () => {
      begun.resolve();
      return first.promise;
    };
    const passing = dispatch();
    await Promise.race([begun.promise, passing]);
    world.answer = async () => deferred;
    world.now = secondsLater(120);
    await dispatch();
    first.resolve(bounced);
    await passing;
    t.equal(await kept(), 1);
    t.match(await mails(), [{ settled: null, attempts: 2 }]);
  },
);

t.test(
  "no more mails are taken than may be under way, and the others stay for anybody",
  async (t) => {
    await write("room", 4);
    const held = Promise.withResolvers<DeliveryOutcome>();
    world.answer = () => held.promise;
    const narrow = createWith("no-reply@thuisinlog.example", 2);
    const asked = [1, 2, 3, 4].map(() => narrow.dispatch());
    const [third, fourth] = await Promise.all([narrow.dispatch(), narrow.dispatch()]);
    t.same([third, fourth], [false, false], "there is no room");
    const taken = async () => (await mails()).filter(({ attempts }) => attempts > 0).length;
    t.equal(await taken(), 2);
    t.equal(world.delivered.length, 2);

    held.resolve(accepted);
    t.same((await Promise.all(asked)).sort(), [false, false, true, true]);
    t.equal(await narrow.dispatch(), true, "there is room again");
    t.equal(await taken(), 3);
  },
);

t.test("a child without a name in the roster has its mail too", async (t) => {
  await writeOne("nameless");
  await ask("update pupils set first_name = null, last_name = null");
  await dispatch();
  const [mail, ...others] = world.delivered;
  t.same(others, []);
  t.match(mail?.text, "activate#");
  t.notMatch(mail?.text, /null|undefined/);
});
