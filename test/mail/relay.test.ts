// The relay with a mail server that rejects mail, and with a settable clock.
import t from "tap";
import type { DeliveryOutcome, Refusal } from "../../src/mail/delivery-outcome.ts";
import { createRelay } from "../../src/mail/relay.ts";
import { createRelayLog } from "../../src/mail/relay-log.ts";
import type { OutgoingMail } from "../../src/mail/transport.ts";

const second = 1_000;
const minute = 60 * second;
const accepted: DeliveryOutcome = { kind: "sent", answer: "250 OK" };
const deferral = (status: string | undefined, code = 554): DeliveryOutcome => ({
  kind: "deferred",
  isAboutUs: true,
  code,
  status,
  answer: `${code} ${status ?? ""}`,
});
const bounce = (status: string | undefined): DeliveryOutcome => ({
  kind: "bounced",
  code: 550,
  status,
  answer: "550",
});
const withheld = (stage: "connection" | "mail", code?: number): DeliveryOutcome => ({
  kind: "withheld",
  stage,
  code,
  status: undefined,
  answer: "connect ECONNREFUSED 127.0.0.1:25",
});
const mailOf = (id: string) => ({ messageId: id }) as OutgoingMail;

function start(connectionsMax = 4) {
  const world = {
    nowMs: 0,
    answer: async (_id: string): Promise<DeliveryOutcome> => accepted,
    tries: [] as string[],
    reports: [] as string[],
    connections: connectionsMax,
  };
  const relay = createRelay({
    connectionsMax,
    nowMs: () => world.nowMs,
    transport: {
      deliver: async ({ messageId }) => {
        world.tries.push(messageId);
        return await world.answer(messageId);
      },
      limitConnections: (count) => {
        world.connections = count;
      },
    },
    report: {
      refused: ({ status }: Refusal) => world.reports.push(`refused ${status}`),
      paused: ({ status }: Refusal) => world.reports.push(`paused ${status}`),
      resumed: () => world.reports.push("resumed"),
    },
  });
  const deliver = async (id: string) => (await relay.deliver(mailOf(id))).kind;
  return { world, relay, deliver };
}

t.test("a server that accepts mail gets all of it", async (t) => {
  const { relay, deliver } = start();
  t.equal(relay.room(), Number.POSITIVE_INFINITY);
  for (let sent = 0; sent < 100; sent += 1) t.equal(await deliver(`${sent}`), "sent");
  t.equal(relay.room(), Number.POSITIVE_INFINITY);
});

t.test(
  "after a rejected connection one mail probes the server, after doubling pauses",
  async (t) => {
    const { world, relay, deliver } = start();
    world.answer = async () => withheld("connection");
    t.equal(await deliver("first"), "withheld");
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      world.nowMs += seconds * second - 1;
      t.equal(relay.room(), 0, `${seconds} s`);
      t.equal(await deliver("early"), "not-tried");
      world.nowMs += 1;
      t.equal(relay.room(), 1);
      const both = await Promise.all([deliver("probe"), deliver("beside")]);
      t.strictSame(both, ["withheld", "not-tried"]);
    }
    world.nowMs += minute;
    world.answer = async () => accepted;
    t.equal(await deliver("probe"), "sent");
    t.equal(relay.room(), Number.POSITIVE_INFINITY);
  },
);

t.test("mails that wait for a connection are not sent to a server that rejects", async (t) => {
  const { world, relay } = start(2);
  world.answer = async () => withheld("mail", 421);
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, index) => relay.deliver(mailOf(`${index}`))),
  );
  t.equal(world.tries.length, 4, "two attempts for each connection");
  t.equal(outcomes.filter(({ kind }) => kind === "not-tried").length, 46);
});

t.test(
  "ten consecutive rejections with one status pause the outbox until a mail is accepted",
  async (t) => {
    const { world, relay, deliver } = start();
    world.answer = async () => deferral("5.7.1");
    for (let refused = 0; refused < 9; refused += 1) t.equal(await deliver("one"), "deferred");
    t.equal(relay.room(), Number.POSITIVE_INFINITY);
    await deliver("the tenth");
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      t.equal(relay.room(), 0);
      world.nowMs += minutes * minute - 1;
      t.equal(relay.room(), 0, `${minutes} minutes`);
      world.nowMs += 1;
      t.equal(relay.room(), 1);
      t.equal(await deliver("probe"), "deferred");
    }
    world.nowMs += 15 * minute;
    world.answer = async () => accepted;
    await deliver("probe");
    t.equal(relay.room(), Number.POSITIVE_INFINITY);
    t.strictSame(
      world.reports.filter((line) => !line.startsWith("refused")),
      ["paused 5.7.1", "resumed"],
    );
  },
);

t.test(
  "rejections that differ, or with accepted mail between them, do not pause the outbox",
  async (t) => {
    const { world, relay, deliver } = start();
    for (let round = 0; round < 5; round += 1) {
      for (const status of ["5.7.1", "5.3.4"]) {
        for (let refused = 0; refused < 9; refused += 1) {
          world.answer = async () => deferral(status);
          await deliver("refused");
        }
      }
      world.answer = async () => accepted;
      await deliver("accepted");
    }
    t.equal(relay.room(), Number.POSITIVE_INFINITY);
  },
);

t.test("many addresses of a dead domain do not pause the outbox", async (t) => {
  const { world, relay, deliver } = start();
  world.answer = async () => bounce("5.1.1");
  for (let bounced = 0; bounced < 100; bounced += 1) t.equal(await deliver("one"), "bounced");
  t.equal(relay.room(), Number.POSITIVE_INFINITY);
  t.strictSame(world.reports, []);
});

t.test("a relay that answers a bare 550 to every mail bounces at most nine", async (t) => {
  const { world, deliver } = start();
  world.answer = async () => bounce(undefined);
  const kinds = [];
  for (let mail = 0; mail < 20; mail += 1) {
    kinds.push(await deliver(`${mail}`));
    world.nowMs += 15 * minute;
  }
  t.equal(kinds.filter((kind) => kind === "bounced").length, 9);
  t.equal(kinds.filter((kind) => kind === "deferred").length, 11);
});

t.test(
  "a mail that alone is rejected for its rate does not delay the others for long",
  async (t) => {
    const { world, deliver } = start();
    world.answer = async (id) => (id === "alone" ? withheld("mail", 450) : accepted);
    const kinds = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      kinds.push(await deliver("alone"));
      world.nowMs += minute;
    }
    t.strictSame(kinds, ["withheld", "withheld", "withheld", "withheld", "deferred"]);
    t.equal(await deliver("other"), "sent");
  },
);

t.test("a connection limit of the server is respected and probed at intervals", async (t) => {
  const { world, relay, deliver } = start(5);
  let open = 0;
  world.answer = async () => {
    if (open >= 2) return withheld("connection", 421);
    open += 1;
    await new Promise(setImmediate);
    open -= 1;
    return accepted;
  };
  const all = await Promise.all(Array.from({ length: 5 }, (_, index) => deliver(`${index}`)));
  t.strictSame(all.toSorted(), ["sent", "sent", "withheld", "withheld", "withheld"]);
  t.equal(world.connections, 2);
  t.equal(relay.room(), 4, "no pause");
  world.answer = async () => accepted;
  for (let sent = 0; sent < 160; sent += 1) await deliver(`${sent}`);
  t.equal(world.connections, 3);
});

t.test("a stop waits for deliveries in flight, and starts no other", async (t) => {
  const { world, relay } = start(1);
  const held = Promise.withResolvers<DeliveryOutcome>();
  world.answer = () => held.promise;
  const deliveries = ["1", "2", "3"].map((id) => relay.deliver(mailOf(id)));
  relay.stop();
  t.equal(relay.room(), 0);
  held.resolve(accepted);
  const kinds = (await Promise.all(deliveries)).map(({ kind }) => kind);
  t.strictSame(kinds, ["sent", "sent", "not-tried"]);
  t.equal((await relay.deliver(mailOf("4"))).kind, "not-tried");
});

t.test("a rate limit is learned, and few mails are rejected afterwards", async (t) => {
  const { world, relay } = start();
  let acceptedInMinute = 0;
  world.answer = async () => {
    if (acceptedInMinute >= 20) return withheld("mail", 450);
    acceptedInMinute += 1;
    return accepted;
  };
  const queue = Array.from({ length: 400 }, (_, index) => `${index}`);
  const sent: string[] = [];
  let seconds = 0;
  while (queue.length > 0 && seconds < 2 * 3_600) {
    if (seconds % 60 === 0) acceptedInMinute = 0;
    world.nowMs = seconds * second;
    for (let pass = 0; pass < 400; pass += 1) {
      const claimed = queue.slice(0, Math.min(4, relay.room()));
      const kinds = await Promise.all(
        claimed.map(async (id) => (await relay.deliver(mailOf(id))).kind),
      );
      const gone = claimed.filter((_, index) => kinds[index] === "sent");
      for (const id of gone) queue.splice(queue.indexOf(id), 1);
      sent.push(...gone);
      if (gone.length === 0) break;
    }
    seconds += 1;
  }
  t.strictSame(
    sent,
    Array.from({ length: 400 }, (_, index) => `${index}`),
    "in order",
  );
  t.ok(seconds <= 22 * 60, `${seconds} s; the minimum is 1,200`);
  t.ok(world.tries.length < 1.2 * 400, `${world.tries.length} tries`);
});

t.test("a server that is briefly full does not lower the rate limit for long", async (t) => {
  const { world, relay, deliver } = start();
  for (let sent = 0; sent < 20; sent += 1) {
    world.nowMs += second;
    await deliver(`${sent}`);
    relay.idle();
  }
  world.answer = async () => withheld("mail", 421);
  await deliver("full");
  world.nowMs += second;
  world.answer = async () => accepted;
  await deliver("full");
  t.equal(relay.room(), Number.POSITIVE_INFINITY);
});

t.test("rejections are logged once a minute, without the text of the server", (t) => {
  let nowMs = 0;
  const lines: unknown[] = [];
  const write = (level: string) => (fields: unknown, message?: string) => {
    lines.push(message === undefined ? { level, fields } : { level, fields, message });
  };
  const log = createRelayLog({
    logger: { warn: write("warn"), info: write("info") } as never,
    nowMs: () => nowMs,
  });
  const refusal = { code: 535, status: "5.7.8", answer: "535 5.7.8 wimpie@home.nl" };
  for (let seconds = 0; seconds < 120; seconds += 1) {
    nowMs = seconds * second;
    log.refused(refusal);
  }
  const message = "mail deferred: the mail server refuses it";
  const fields = { code: 535, status: "5.7.8" };
  t.strictSame(lines.splice(0), [
    { level: "warn", fields: { ...fields, refusals: 1 }, message },
    { level: "warn", fields: { ...fields, refusals: 60 }, message },
  ]);
  nowMs += minute;
  log.refused({ code: undefined, status: undefined, answer: "self-signed certificate" });
  t.match(lines.splice(0), [{ fields: { cause: "self-signed certificate", refusals: 60 } }]);
  log.paused(refusal);
  log.resumed();
  t.strictSame(lines, [
    { level: "warn", fields, message: "outbox paused: the mail server refuses every mail" },
    { level: "info", fields: "outbox resumed" },
  ]);
  t.end();
});
