import t from "tap";
import { passwordHashCost } from "../../src/security/password-hash.ts";
import type { Answer } from "../support/api.ts";
import { startTestService } from "../support/service.ts";
import { hangMs, scaled } from "./scale.ts";

/** Maximum number of logins that wait for a hash; the test sends ten times as many. */
const waitingMax = 10;
const atOnce = 10 * waitingMax;
const waves = scaled({ short: 2, full: 30 });
/** Maximum time of a login for each login before it, as a multiple of the time of a single login. */
const slownessMax = 4;
const bytesPerMiB = 1024 * 1024;
const growthMaxMiB = 100;

t.setTimeout(hangMs);

t.test(
  "under ten times its capacity the service answers the excess 503 with Retry-After",
  async (t) => {
    const settings = {
      PASSWORD_HASHES_PARALLEL_MAX: "1",
      PASSWORD_HASHES_WAITING_MAX: String(waitingMax),
      TRUSTED_PROXIES: "127.0.0.1",
    };
    const service = await startTestService(t, settings, undefined, { passwordHashCost });
    const { api } = service;
    // Each login has a different address and network, so that neither a throttle nor the share of a network
    // in the queue rejects it.
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
      // The addresses are unknown, which throttles the networks; the throttles drain in this time.
      service.advance(2 * 3_600);
      const [answers, cheap] = await Promise.all([wave(), api("getLiveness")]);
      t.equal(cheap.status, 200, "cheap requests are still served");
      const served = answers.filter(({ status }) => status === 401);
      const refused = answers.filter(({ status }) => status === 503);
      t.equal(served.length + refused.length, atOnce, "no other status occurs");
      t.ok(served.length >= waitingMax, "the whole queue is served");
      t.ok(refused.length > 0, "some logins are rejected");
      memory.push(process.memoryUsage().rss);
      longest.push(Math.max(...served.map(({ ms }) => ms)));
      t.ok(
        (longest.at(-1) ?? 0) < slownessMax * served.length * aloneMs,
        "in proportion to the queue",
      );
      for (const { headers } of refused) t.match(headers.get("retry-after"), /^\d+$/);
      t.equal((await logIn()).status, 401, "the next login is served");
    }
    // Memory grows to the need of the waves, and then stays.
    const half = memory[Math.floor(waves / 2)] ?? 0;
    const growthMiB = ((memory.at(-1) ?? 0) - half) / bytesPerMiB;
    t.comment(JSON.stringify({ waves, aloneMs, longestMs: Math.max(...longest), growthMiB }));
    t.ok(growthMiB < growthMaxMiB, `memory grew by ${Math.round(growthMiB)} MiB`);
  },
);
