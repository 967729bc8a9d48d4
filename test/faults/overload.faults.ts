import t from "tap";
import type { Answer } from "../support/api.ts";
import { startTestService } from "../support/service.ts";
import { scaled } from "./scale.ts";

/** What may wait for its hash; ten times as many come at once. */
const waitingMax = 10;
const atOnce = 10 * waitingMax;
const waves = scaled({ short: 2, full: 30 });
/** How many times as long as one alone whoever is served may take for each that is before it. */
const slownessMax = 4;
const octetsPerMiB = 1024 * 1024;
const growthMaxMiB = 100;

t.setTimeout(scaled({ short: 120_000, full: 900_000 }));

t.test("of ten times what it can do the surplus hears 503 and when to come back", async (t) => {
  const service = await startTestService(t, {
    PASSWORD_HASHES_PARALLEL_MAX: "1",
    PASSWORD_HASHES_WAITING_MAX: String(waitingMax),
    TRUSTED_PROXIES: "127.0.0.1",
  });
  const { api } = service;
  // Each from an address and a network of its own: no throttle comes before the hash, and no network has
  // only its share of the queue.
  let count = 0;
  async function logIn(): Promise<Answer & { readonly ms: number }> {
    count += 1;
    const email = `ouder${count}@example.nl`;
    const begun = performance.now();
    const body = { email, password: "vrolijke fietsbel" };
    const network = `10.${(count >> 8) & 255}.${count & 255}.1`;
    const headers = { "X-Forwarded-For": network };
    const answer = await api("createHomeSession", { body, headers });
    return { ...answer, ms: performance.now() - begun };
  }
  const wave = () => Promise.all(Array.from({ length: atOnce }, logIn));

  await wave();
  const alone = [];
  for (let number = 0; number < 5; number += 1) alone.push((await logIn()).ms);
  const aloneMs = Math.max(...alone);
  const longest: number[] = [];
  const memory: number[] = [];
  for (let number = 0; number < waves; number += 1) {
    // Nobody has these addresses: the network is slowed down for that, and time forgives it.
    service.advance(2 * 3_600);
    const [answers, cheap] = await Promise.all([wave(), api("getLiveness")]);
    t.equal(cheap.status, 200, "what costs little is answered meanwhile");
    const served = answers.filter(({ status }) => status === 401);
    const refused = answers.filter(({ status }) => status === 503);
    t.equal(served.length + refused.length, atOnce, "nobody gets anything else");
    t.ok(served.length >= waitingMax, "who could wait was served");
    t.ok(refused.length > 0, "and there was a surplus");
    memory.push(process.memoryUsage().rss);
    longest.push(Math.max(...served.map(({ ms }) => ms)));
    t.ok((longest.at(-1) ?? 0) < slownessMax * served.length * aloneMs, "and in time");
    for (const { headers } of refused) t.match(headers.get("retry-after"), /^\d+$/);
    t.equal((await logIn()).status, 401, "the next one is served at once");
  }
  // It grows to what so many at once take, and then no more.
  const half = memory[Math.floor(waves / 2)] ?? 0;
  const growthMiB = ((memory.at(-1) ?? 0) - half) / octetsPerMiB;
  t.comment(JSON.stringify({ waves, aloneMs, longestMs: Math.max(...longest), growthMiB }));
  t.ok(growthMiB < growthMaxMiB, `memory grew by ${Math.round(growthMiB)} MiB`);
});
