import t from "tap";
import { createCachedRead } from "../../../src/services/shared/cached-read.ts";

/** Reads that the test ends, with the number of the read as value. */
function startCache() {
  const reads: PromiseWithResolvers<string>[] = [];
  let now = 0;
  const cache = createCachedRead({
    clock: { now: () => new Date(now) },
    cacheSeconds: 60,
    read: () => {
      const read = Promise.withResolvers<string>();
      reads.push(read);
      return read.promise;
    },
  });
  const advance = (seconds: number) => {
    now += seconds * 1_000;
  };
  return { cache, reads, advance };
}

t.test("concurrent callers share one read, whose age counts from its start", async (t) => {
  const { cache, reads, advance } = startCache();
  const answers = [cache.get(), cache.get(), cache.refresh()];
  t.ok(cache.isReading());
  advance(50);
  reads[0]?.resolve("first");
  t.strictSame(await Promise.all(answers), ["first", "first", "first"]);
  t.notOk(cache.isReading());
  advance(9);
  t.equal(await cache.get(), "first");
  t.equal(reads.length, 1);
  advance(1);
  const next = cache.get();
  reads[1]?.resolve("second");
  t.equal(await next, "second");
});

t.test("a failed read is not cached", async (t) => {
  const { cache, reads } = startCache();
  const failing = [cache.get(), cache.get()];
  reads[0]?.reject(new Error("down"));
  for (const one of failing) await t.rejects(one, { message: "down" });
  const next = cache.get();
  reads[1]?.resolve("up");
  t.equal(await next, "up");
});

t.test("a read that began before an invalidation is not cached", async (t) => {
  const { cache, reads } = startCache();
  const before = cache.get();
  cache.invalidate();
  const after = cache.get();
  reads[1]?.resolve("new");
  t.equal(await after, "new");
  reads[0]?.resolve("old");
  t.equal(await before, "old", "its callers get what they asked for");
  t.equal(await cache.get(), "new");
  t.equal(reads.length, 2);
});
