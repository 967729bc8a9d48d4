import t from "tap";
import { type ConcurrencyLimit, createConcurrencyLimit } from "../../src/mail/concurrency-limit.ts";

const bounds = { least: 2, most: 5 };

/** A limit with a settable clock. */
function startLimit() {
  let nowMs = 0;
  const limit = createConcurrencyLimit({ ...bounds, nowMs: () => nowMs });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { limit, pass };
}

async function deliverOneByOne(
  limit: ConcurrencyLimit,
  count: number,
  take: () => void,
): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) await limit.track(async () => take());
}

t.test("the limit grows after fast deliveries up to its maximum", async (t) => {
  const { limit, pass } = startLimit();
  t.equal(limit.room(), bounds.least);
  await deliverOneByOne(limit, 2, () => pass(500));
  t.equal(limit.room(), 4);
  await deliverOneByOne(limit, 10, () => pass(1));
  t.equal(limit.room(), bounds.most);
});

t.test("the limit shrinks after slow deliveries down to its minimum", async (t) => {
  const { limit, pass } = startLimit();
  await deliverOneByOne(limit, 10, () => pass(1));
  await deliverOneByOne(limit, 1, () => pass(501));
  t.equal(limit.room(), 4);
  await deliverOneByOne(limit, 10, () => pass(1_000));
  t.equal(limit.room(), bounds.least);
});

t.test("a delivery in flight takes its room until it ends or fails", async (t) => {
  const { limit } = startLimit();
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  const third = Promise.withResolvers<string>();
  const kept = [first, second, third].map(({ promise }) => limit.track(() => promise));
  t.equal(limit.room(), 0, "never negative");
  first.resolve("sent");
  t.equal(await kept[0], "sent");
  second.reject(new Error("Refused"));
  await t.rejects(kept[1] as Promise<string>, { message: "Refused" });
  third.resolve("sent");
  await kept[2];
  t.ok(limit.room() >= bounds.least);
});
