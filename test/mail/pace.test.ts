import t from "tap";
import { createPace, type Pace } from "../../src/mail/pace.ts";

const bounds = { least: 2, most: 5 };

/** With a clock that moves only when it is told to. */
function startPace() {
  let nowMs = 0;
  const pace = createPace({ ...bounds, nowMs: () => nowMs });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { pace, pass };
}

async function deliverOneByOne(pace: Pace, count: number, take: () => void): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) await pace.keep(async () => take());
}

t.test("before a quick mail server more are under way each time, up to the most", async (t) => {
  const { pace, pass } = startPace();
  t.equal(pace.room(), bounds.least);
  await deliverOneByOne(pace, 2, () => pass(500));
  t.equal(pace.room(), 4);
  await deliverOneByOne(pace, 10, () => pass(1));
  t.equal(pace.room(), bounds.most);
});

t.test("before a slow one fewer, down to the least", async (t) => {
  const { pace, pass } = startPace();
  await deliverOneByOne(pace, 10, () => pass(1));
  await deliverOneByOne(pace, 1, () => pass(501));
  t.equal(pace.room(), 4);
  await deliverOneByOne(pace, 10, () => pass(1_000));
  t.equal(pace.room(), bounds.least);
});

t.test("what is under way takes its room until it ends, also when it fails", async (t) => {
  const { pace } = startPace();
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  const third = Promise.withResolvers<string>();
  const kept = [first, second, third].map(({ promise }) => pace.keep(() => promise));
  t.equal(pace.room(), 0, "never less than none");
  first.resolve("sent");
  t.equal(await kept[0], "sent");
  second.reject(new Error("Refused"));
  await t.rejects(kept[1] as Promise<string>, { message: "Refused" });
  third.resolve("sent");
  await kept[2];
  t.ok(pace.room() >= bounds.least);
});
