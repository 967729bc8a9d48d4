// Effects of each delivery outcome in the dispatcher. The test supplies the transport.
import t from "tap";
import { ServiceError } from "../../src/domain/errors.ts";
import type { MailResult } from "../../src/domain/metrics.ts";
import { createMailDispatcher } from "../../src/mail/mail-dispatcher.ts";
import type { DeliveryOutcome, OutgoingMail } from "../../src/mail/transport.ts";
import { systemRandom } from "../../src/security/random.ts";
import { verifyRowToken } from "../../src/security/row-token.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { secondsLater, start, startMailroom } from "../support/mailroom.ts";

const room = await startMailroom(t);
const { db, ask, mails, attempts } = room;
const keys = createSecretKeys("a secret key for tests alone, of enough bytes");
const day = 86_400;
const accepted: DeliveryOutcome = { kind: "sent", answer: "250 OK" };
const deferred: DeliveryOutcome = {
  kind: "deferred",
  code: 451,
  status: "4.2.0",
  answer: "451 4.2.0 later",
};
const withheld: DeliveryOutcome = {
  kind: "withheld",
  stage: "connection",
  code: undefined,
  status: undefined,
  answer: "connect ECONNREFUSED 127.0.0.1:25",
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
const createWith = (from: string, connectionsMax = 100) => createOn(db, from, connectionsMax);
const createOn = (
  database: typeof db,
  from = "no-reply@thuisinlog.example",
  connectionsMax = 100,
) =>
  createMailDispatcher({
    db: database,
    clock: { now: () => world.now },
    random: { bytes: systemRandom.bytes, fraction: () => world.fraction },
    keys,
    connectionsMax,
    mailsPerConnection: { least: 1, most: 1 },
    nowMs: () => world.now.getTime(),
    report: { refused: () => {}, paused: () => {}, resumed: () => {} },
    transport: {
      deliver: async (mail) => {
        world.delivered.push(mail);
        return await world.answer();
      },
      limitConnections: () => {},
    },
    metrics: { countMail: (result) => world.counted.push(result) },
    from,
    recordBounce: async (_tx, mailId, reason) => {
      world.bounces.push(`${mailId} ${reason}`);
    },
    homeUrl: "https://thuis.example",
    languages: ["nl", "en"],
  });
const { dispatch } = createWith("Thuisinlog <no-reply@thuisinlog.example>");

/** Pending invitations in a new world. */
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

t.test("a claimed mail is sent once, and the reply is stored", async (t) => {
  const written = await writeOne("sent");
  t.equal(await dispatch(), true);
  t.equal(await dispatch(), false);
  const [mail, ...others] = world.delivered;
  t.strictSame(others, []);
  t.match(mail, {
    messageId: `<${written.mailId}@thuisinlog.example>`,
    date: start,
    from: "Thuisinlog <no-reply@thuisinlog.example>",
    to: "sent1@home.nl",
    subject: /Wimpie/,
  });
  t.match(await mails(), [{ outcome: "sent", settled: start, reason: null, attempts: 1 }]);
  t.match(await attempts(), [{ attempt: 1, at: start, outcome: "sent", answer: "250 OK" }]);
  t.strictSame(world.counted, ["sent"]);
  t.strictSame(world.bounces, []);
});

t.test("the link in a mail verifies to its row", async (t) => {
  const written = await writeOne("link");
  await dispatch();
  const [, token = ""] =
    /https:\/\/thuis\.example\/activate#(\S+)/.exec(`${world.delivered[0]?.text}`) ?? [];
  t.strictSame(verifyRowToken(keys, "activation-link", token), {
    schoolId: written.schoolId,
    id: written.linkId,
    generation: 0,
  });
});

t.test(
  "the Message-ID has the domain of the sender, also of a sender without a name",
  async (t) => {
    const written = await writeOne("bare");
    await createWith("no-reply@bare.example").dispatch();
    t.equal(world.delivered[0]?.messageId, `<${written.mailId}@bare.example>`);
  },
);

t.test("one pass sends every due mail, each with its own child", async (t) => {
  const written = await write("many", 3);
  const passes = await Promise.all([dispatch(), dispatch()]);
  t.strictSame(passes, [true, false]);
  t.strictSame(
    world.delivered.map(({ messageId, to }) => `${messageId} ${to}`).sort(),
    written.map(({ mailId, emailKey }) => `<${mailId}@thuisinlog.example> ${emailKey}`).sort(),
  );
  t.strictSame(world.counted, ["sent", "sent", "sent"]);
});

/** Starts the delivery of the due mail; `answer` ends it. */
async function beginDelivery(dispatcher = { dispatch }) {
  const begun = Promise.withResolvers<void>();
  const outcome = Promise.withResolvers<DeliveryOutcome>();
  world.answer = () => {
    begun.resolve();
    return outcome.promise;
  };
  const passing = dispatcher.dispatch();
  await Promise.race([begun.promise, passing]);
  world.answer = async () => accepted;
  return async (answer: DeliveryOutcome) => {
    outcome.resolve(answer);
    await passing;
  };
}
const sender = "no-reply@thuisinlog.example";

t.test("a mail of a killed process is sent by another process after half a minute", async (t) => {
  await write("killed");
  const finish = await beginDelivery(createWith(sender));
  const another = createWith(sender);
  world.now = secondsLater(29);
  t.equal(await another.dispatch(), false);
  world.now = secondsLater(30);
  t.equal(await another.dispatch(), true);
  await finish(bounced);
  t.match(await mails(), [{ outcome: "sent", settled: secondsLater(30), attempts: 2 }]);
  t.strictSame(world.bounces, [], "a late reply settles nothing");
});

t.test("a process renews the lease of a mail in delivery while it polls", async (t) => {
  await write("renewed");
  const slow = createWith(sender);
  const finish = await beginDelivery(slow);
  const another = createWith(sender);
  for (let seconds = 15; seconds <= 150; seconds += 15) {
    world.now = secondsLater(seconds);
    await slow.dispatch();
    t.equal(await another.dispatch(), false);
  }
  await finish(accepted);
  t.match(await mails(), [{ outcome: "sent", settled: secondsLater(150), attempts: 1 }]);
});

t.test("a process that claims its own mail again does not send it twice", async (t) => {
  await write("own");
  const slow = createWith(sender);
  const finish = await beginDelivery(slow);
  await ask("update mails set available_at = $1", start);
  await slow.dispatch();
  await finish(accepted);
  t.equal(world.delivered.length, 1);
  t.match(await mails(), [{ outcome: "sent", attempts: 2 }]);
});

for (const last of ["claim", "record"] as const) {
  t.test(
    `a mail that is claimed again while it is recorded, and the ${last} ends last`,
    async (t) => {
      await write(`own-${last}`);
      const isRecording = Promise.withResolvers<void>();
      const isClaimed = Promise.withResolvers<void>();
      const isRecorded = Promise.withResolvers<void>();
      const transactions = ["claim", "record", "second claim"];
      const asService: typeof db.asService = async (work) => {
        const transaction = transactions.shift();
        if (transaction === "record") {
          isRecording.resolve();
          await isClaimed.promise;
        }
        const result = await db.asService(work);
        if (transaction === "record") isRecorded.resolve();
        if (transaction === "second claim") {
          isClaimed.resolve();
          if (last === "claim") await isRecorded.promise;
        }
        return result;
      };
      const slow = createOn({ ...db, asService });
      const finish = await beginDelivery(slow);
      const finishing = finish(accepted);
      await isRecording.promise;
      await ask("update mails set available_at = $1", start);
      await Promise.all([slow.dispatch(), finishing]);
      t.equal(world.delivered.length, 1);
      t.match(await mails(), [{ outcome: "sent", attempts: 2 }]);
    },
  );
}

t.test("a mail that is deleted during its delivery is forgotten, whatever the reply", async (t) => {
  for (const answer of [accepted, deferred, bounced, withheld]) {
    await write(`deleted-${answer.kind}`);
    const dispatcher = createWith(sender);
    const finish = await beginDelivery(dispatcher);
    // As when its only address is removed.
    await ask("delete from mails where settled_at is null");
    await t.resolves(finish(answer), answer.kind);
    world.now = secondsLater(day);
    t.equal(await dispatcher.dispatch(), false);
    t.strictSame(world.bounces, []);
  }
});

t.test("after a database outage sent mails are recorded before new ones are claimed", async (t) => {
  await write("outage");
  const unavailable = new ServiceError("unavailable", "The database is unavailable.");
  let isUnavailable = false;
  const asService: typeof db.asService = async (work) => {
    if (isUnavailable) throw unavailable;
    return await db.asService(work);
  };
  const [first, second] = [createOn({ ...db, asService }), createOn({ ...db, asService })];
  const finish = await beginDelivery(first);
  isUnavailable = true;
  await t.rejects(finish(accepted), unavailable);
  world.now = secondsLater(3_600);
  await t.rejects(first.dispatch(), unavailable);
  await t.rejects(second.dispatch(), unavailable);
  isUnavailable = false;
  t.equal(await second.dispatch(), false, "another replica waits for the lease");
  t.equal(await first.dispatch(), false);
  t.equal(await second.dispatch(), false);
  t.equal(world.delivered.length, 1);
  t.match(await mails(), [{ outcome: "sent", attempts: 1 }]);
});

t.test(
  "while the mail server rejects this service mails keep their position and attempt count",
  async (t) => {
    const written = await write("withheld", 3);
    const dispatcher = createWith(sender);
    world.answer = async () => withheld;
    for (let minute = 0; minute < 10; minute += 1) {
      await dispatcher.dispatch();
      world.now = secondsLater(60 * (minute + 1));
    }
    const waiting = { available: start, settled: null, reason: null };
    t.match(await mails(), [waiting, waiting, waiting]);
    t.strictSame(await attempts(), []);
    world.delivered.length = 0;
    world.answer = async () => accepted;
    t.equal(await dispatcher.dispatch(), true);
    t.equal(world.delivered.length, 1, "one mail probes the server");
    t.equal(await dispatcher.dispatch(), true);
    t.strictSame(
      world.delivered.map(({ messageId }) => messageId),
      written.map(({ mailId }) => `<${mailId}@thuisinlog.example>`),
    );
  },
);

t.test(
  "a mail that is rejected because of this service is retried for three days without a bounce",
  async (t) => {
    await write("about-us");
    world.answer = async () => ({
      kind: "deferred",
      isAboutUs: true,
      code: 554,
      status: "5.7.1",
      answer: "554 5.7.1 access denied",
    });
    await dispatch();
    t.match(await mails(), [{ outcome: null, reason: "not-taken", available: secondsLater(60) }]);
    world.now = secondsLater(3 * day);
    await dispatch();
    t.match(await mails(), [{ outcome: "failed", reason: "not-taken" }]);
    t.strictSame(world.bounces, []);
  },
);

t.test("a mail without remaining content is dropped and not sent", async (t) => {
  await write("dropped");
  world.now = secondsLater(14 * day);
  t.equal(await dispatch(), true);
  t.match(await mails(), [{ outcome: "dropped", settled: world.now, reason: null }]);
  t.strictSame(world.delivered, []);
  t.strictSame(world.counted, ["dropped"]);
});

t.test(
  "a deferred mail is retried after a minute, with doubling delays up to four hours",
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
    t.strictSame(delays, [60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 14_400, 14_400, 14_400]);
    t.match(await mails(), [{ settled: null, outcome: null, reason: "not-taken", attempts: 11 }]);
    t.strictSame(new Set(world.counted), new Set(["deferred"]));
  },
);

t.test("retry delays have a jitter of a fifth", async (t) => {
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
    t.strictSame(waits, [secondsLater(seconds)], `${fraction}`);
  }
});

t.test("a mail is retried for three days and then fails with a reason", async (t) => {
  const written = await writeOne("given-up");
  world.answer = async () => deferred;
  world.now = secondsLater(3 * day - 1);
  await dispatch();
  t.match(await mails(), [{ settled: null }]);
  await ask("update mails set available_at = $1", start);
  world.now = secondsLater(3 * day);
  await dispatch();
  t.match(await mails(), [{ outcome: "failed", settled: world.now, reason: "not-taken" }]);
  t.strictSame(world.counted, ["deferred", "failed"]);
  t.strictSame(world.bounces, [`${written.mailId} not-taken`]);
  t.match(await attempts(), [
    { attempt: 1, outcome: "deferred" },
    {
      attempt: 2,
      at: world.now,
      outcome: "deferred",
      code: 451,
      status: "4.2.0",
      answer: "451 4.2.0 later",
    },
  ]);
});

t.test("a mail that is rejected permanently bounces immediately with a reason", async (t) => {
  const written = await writeOne("bounced");
  world.answer = async () => bounced;
  await dispatch();
  t.match(await mails(), [{ outcome: "bounced", settled: start, reason: "address-unknown" }]);
  t.match(await attempts(), [{ outcome: "bounced", code: 550, status: "5.1.1" }]);
  t.strictSame(world.counted, ["bounced"]);
  t.strictSame(world.bounces, [`${written.mailId} address-unknown`]);
});

t.test(
  "the reason follows from the enhanced status, else from the text, else it is not-taken",
  async (t) => {
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
  },
);

t.test(
  "a password notice links to the login and the forgotten-password page, and has no token",
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
    t.match(text, "waarmee uw kind (");
    t.notMatch(text, "Hof", "a child is not called by its last name");
    t.match(text, "https://thuis.example/login");
    t.match(text, "https://thuis.example/forgot");
    t.notMatch(text, "activate#");
    t.match(text, "10:30", "the time in the Netherlands");
  },
);

/** A mail to a removed address, and the number of rows kept for it. */
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

t.test("the data of a removal notice is deleted when its mail is sent", async (t) => {
  const kept = await writeRemoval("removed");
  world.answer = async () => deferred;
  await dispatch();
  t.equal(await kept(), 1, "the retry needs it");
  world.now = secondsLater(day);
  world.answer = async () => accepted;
  await dispatch();
  t.equal(await kept(), 0);
  t.match(world.delivered.at(-1), { to: "removed1@home.nl", text: /Wimpie/ });
  t.strictSame(world.counted, ["deferred", "sent"]);
});

t.test(
  "the data of a removal notice is deleted when its mail fails, and not with another mail",
  async (t) => {
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
    t.strictSame(world.counted, ["dropped"]);
  },
);

t.test("a late reply deletes nothing of the new holder of a mail", async (t) => {
  const kept = await writeRemoval("late");
  const finish = await beginDelivery(createWith(sender));
  world.answer = async () => deferred;
  world.now = secondsLater(120);
  await dispatch();
  await finish(bounced);
  t.equal(await kept(), 1);
  t.match(await mails(), [{ settled: null, attempts: 2 }]);
});

t.test(
  "no more mails are claimed than there is room for, and the others stay pending",
  async (t) => {
    await write("room", 4);
    const held = Promise.withResolvers<DeliveryOutcome>();
    world.answer = () => held.promise;
    const narrow = createWith(sender, 2);
    const first = narrow.dispatch();
    t.equal(await narrow.dispatch(), false, "there is no room");
    const claimed = async () => (await mails()).filter(({ attempts }) => attempts > 0).length;
    t.equal(await claimed(), 2);
    t.equal(world.delivered.length, 2);

    held.resolve(accepted);
    t.equal(await first, true);
    t.equal(await narrow.dispatch(), true, "there is room again");
    t.equal(await claimed(), 4);
  },
);

t.test("a child without a name in the roster gets its mail", async (t) => {
  await writeOne("nameless");
  await ask("update pupils set first_name = null, last_name = null");
  await dispatch();
  const [mail, ...others] = world.delivered;
  t.strictSame(others, []);
  t.match(mail?.text, "activate#");
  t.notMatch(mail?.text, /null|undefined/);
});
