import t from "tap";
import { networkPath } from "../../src/domain/network.ts";
import { createHashQueue, type HashPlace } from "../../src/security/hash-queue.ts";

/** Hashes that the test ends, and the order in which they started. */
function startQueue(parallelMax: number, waitingMax: number) {
  const queue = createHashQueue({ parallelMax, waitingMax });
  const started: string[] = [];
  const endings: (() => void)[] = [];
  const run = (place: HashPlace, name: string) =>
    place.run(
      () =>
        new Promise<void>((resolve) => {
          started.push(name);
          endings.push(resolve);
        }),
    );
  /** Ends the running hashes one after another until none is left. */
  async function endAll(runs: readonly Promise<unknown>[]): Promise<void> {
    let isDone = false;
    const all = Promise.all(runs).then(() => {
      isDone = true;
    });
    for (let turn = 0; turn < 1_000 && !isDone; turn += 1) {
      endings.shift()?.();
      await new Promise(setImmediate);
    }
    await all;
  }
  return { queue, started, run, endAll };
}

const refused = { code: "unavailable", detail: /^[A-Z].* .*\.$/, retryAfterSeconds: 2 };

t.test("hashes run concurrently up to the width of the queue, and others wait", async (t) => {
  const { queue, started, run, endAll } = startQueue(2, 3);
  t.strictSame(queue.load(), { computing: 0, waiting: 0 });
  const runs = ["a", "b", "c", "d", "e"].map((name) => run(queue.reserve([name]), name));
  t.strictSame(queue.load(), { computing: 2, waiting: 3 });
  await new Promise(setImmediate);
  t.strictSame(started, ["a", "b"]);
  await endAll(runs);
  t.strictSame(started, ["a", "b", "c", "d", "e"]);
  t.strictSame(queue.load(), { computing: 0, waiting: 0 });
});

t.test("the queue is backlogged while six hashes wait for each core", async (t) => {
  const { queue, run, endAll } = startQueue(2, 20);
  const names = Array.from({ length: 14 }, (_, index) => `${index}`);
  const places = names.map((name) => queue.reserve([name]));
  t.notOk(queue.isBacklogged(), "a reserved place does not wait yet");
  const [late, ...others] = places;
  const runs = others.map((place) => run(place, "early"));
  t.notOk(queue.isBacklogged());
  late?.goBehind();
  if (late) runs.push(run(late, "late"));
  t.ok(queue.isBacklogged());
  await endAll(runs);
  t.notOk(queue.isBacklogged());
});

t.test("a full queue rejects a reservation before any work, until a place is free", async (t) => {
  const { queue } = startQueue(2, 3);
  const places = ["a", "b", "c", "d", "e"].map((name) => queue.reserve([name]));
  t.throws(() => queue.reserve(["f"]), refused);
  t.throws(() => queue.reserve([]), refused);
  places[0]?.[Symbol.dispose]();
  places[0]?.[Symbol.dispose]();
  queue.reserve(["f"]);
  t.throws(() => queue.reserve(["g"]), refused, "a place is released once");
});

t.test("one network cannot fill the queue, and the next network gets a place", async (t) => {
  const { queue } = startQueue(2, 98);
  const fill = (address: (index: number) => string) => {
    for (let places = 0; places < 1_000; places += 1) {
      try {
        queue.reserve(networkPath(address(places)));
      } catch {
        return places;
      }
    }
    throw new Error("The queue is never full.");
  };
  const flood = fill((index) => `2001:db8:1:${(index * 256).toString(16)}::/64`);
  t.equal(flood, 50, "the /64s of one /48 share half of the queue");
  t.equal(
    fill(() => "192.0.2.1"),
    22,
    "one IPv4 address",
  );
  t.equal(
    fill((index) => `192.0.2.${index + 2}`),
    3,
    "its neighbours",
  );
  t.equal(
    fill(() => "203.0.113.9"),
    11,
    "a third network",
  );
});

t.test("networks take turns, regardless of how many hashes one of them has waiting", async (t) => {
  const { queue, started, run, endAll } = startQueue(1, 100);
  const flood = Array.from({ length: 6 }, (_, index) =>
    run(queue.reserve(networkPath(`2001:db8:1:${index}::/64`)), `flood ${index}`),
  );
  const family = run(queue.reserve(networkPath("192.0.2.1")), "family");
  const school = ["one", "two"].map((name) => run(queue.reserve(networkPath("203.0.113.9")), name));
  await endAll([...flood, family, ...school]);
  const expected = ["flood 0", "flood 1", "family", "one", "flood 2", "two"];
  t.strictSame(started.slice(0, expected.length), expected);
});

t.test("hashes of low priority wait for others, but not forever", async (t) => {
  const { queue, started, run, endAll } = startQueue(1, 100);
  const late = queue.reserve(["a"]);
  const running = run(queue.reserve(["b"]), "running");
  late.goBehind();
  const waiting = run(late, "late");
  const others = Array.from({ length: 20 }, (_, index) => run(queue.reserve(["c"]), `${index}`));
  await endAll([running, waiting, ...others]);
  t.equal(started.indexOf("late"), 7);
});

t.test("a hash that fails releases its turn", async (t) => {
  const { queue } = startQueue(1, 1);
  const place = queue.reserve(["a"]);
  await t.rejects(
    place.run(async () => {
      throw new Error("no memory");
    }),
    { message: "no memory" },
  );
  t.strictSame(queue.load(), { computing: 0, waiting: 0 });
  t.equal(await place.run(async () => "again"), "again");
});
