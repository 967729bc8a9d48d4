// One noisy school and one noisy network beside a quiet school and a quiet family. The test measures no
// time: it holds the lock for which the noisy requests wait, and the quiet ones must succeed.
import pg from "pg";
import t, { type Test } from "tap";
import { passwordHashCost } from "../../src/security/password-hash.ts";
import { schoolConnectionsMax } from "../../src/services/shared/school-connections.ts";
import { until } from "../integration/until.ts";
import type { Answer } from "../support/api.ts";
import { createBrowser } from "../support/browser.ts";
import { father, makePassword, password, startFamily } from "../support/families/family.ts";

const connectionsMax = 10;
const atOnce = 40;
const noisyPupils = 3_000;

const settings = {
  DATABASE_CONNECTIONS_MAX: String(connectionsMax),
  TRUSTED_PROXIES: "127.0.0.1",
};
// With the cost of production, because guesses must be able to keep others waiting.
const service = await startFamily(t, settings, { passwordHashCost });
const { api, infrastructure } = service;
await makePassword(createBrowser(service.url), await service.linkOf("Wimpie", father));
const quiet = await service.addClient("01AA");
const noisy = await service.addClient("03CC");
const owner = new pg.Client({ connectionString: service.databaseUrl });
await owner.connect();
t.teardown(() => owner.end());

const roster = {
  groups: [],
  teachers: [],
  pupils: Array.from({ length: noisyPupils }, (_, index) => ({
    externalId: `${index}`,
    firstName: "Wimpie",
  })),
};
const empty = { groups: [], teachers: [], pupils: [] };
const { token } = noisy;
await api("putRoster", { token, body: roster });

/** Every request of the quiet callers; all must succeed. */
async function expectQuietAnswers(t: Test, beside = async () => {}): Promise<void> {
  for (let count = 0; count < 10; count += 1) {
    const network = { "X-Forwarded-For": "203.0.113.7" };
    const body = { email: father, password };
    const answers = await Promise.all([
      api("listGroups", { token: quiet.token }),
      api("createHomeSession", { headers: network, body }),
      api("getReadiness"),
    ]);
    t.strictSame(
      answers.map(({ status }) => status),
      [200, 201, 200],
    );
    await beside();
  }
}

/** Runs `work` while the test holds the lock on the row of the noisy school. */
async function whileLocked(work: () => Promise<void>): Promise<void> {
  await owner.query("begin");
  await owner.query("select from schools where brin = '03CC' for update");
  await work();
  await owner.query("commit");
}

/** Number of transactions that wait for a lock. */
async function countWaiting(): Promise<number> {
  const { rows } = await owner.query(
    `select count(*)::int from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0].count;
}

/** Sends the same request many times concurrently. `answered` counts the responses so far. */
function sendMany(operationId: string, call: Parameters<typeof api>[1]) {
  const answers: Answer[] = [];
  const sent = Array.from({ length: atOnce }, async () => {
    answers.push(await api(operationId, call));
  });
  return { answers, all: Promise.all(sent) };
}

function expectSurplusRefused(t: Test, answers: readonly Answer[], servedMax: number): void {
  const refused = answers.filter(({ status }) => status === 503);
  t.equal(answers.length, atOnce);
  t.ok(refused.length >= atOnce - servedMax, `${refused.length} of ${atOnce} are refused`);
  for (const { headers } of refused) t.match(headers.get("retry-after"), /^\d+$/);
}

for (const [size, body] of Object.entries({ small: empty, large: roster })) {
  await t.test(`forty ${size} rosters of one school keep no other caller waiting`, async (t) => {
    const query = { confirm: "true" };
    let noise: ReturnType<typeof sendMany> | undefined;
    await whileLocked(async () => {
      noise = sendMany("putRoster", { token, body, query });
      await expectQuietAnswers(t);
      t.ok(
        noise.answers.every(({ status }) => status !== 200),
        "while no roster could be put",
      );
    });
    await noise?.all;
    expectSurplusRefused(t, noise?.answers ?? [], 3);
    await api("putRoster", { token, body: roster });
  });
}

await t.test(
  "forty changes of one school that wait for a lock leave connections free",
  async (t) => {
    let noise: ReturnType<typeof sendMany> | undefined;
    const counts: number[] = [];
    await whileLocked(async () => {
      noise = sendMany("updateSchool", { token, body: { name: "De Wegwijzer" } });
      await until("transaction that waits", async () => (await countWaiting()) || undefined);
      await expectQuietAnswers(t, async () => {
        counts.push(await countWaiting());
      });
    });
    await noise?.all;
    t.equal(noise?.answers.length, atOnce);
    const { ofOne } = schoolConnectionsMax(connectionsMax);
    t.ok(Math.max(...counts) <= ofOne, `transactions of the noisy school: ${counts}`);
  },
);

await t.test("a dry run waits for no lock", async (t) => {
  await whileLocked(async () => {
    const { status, body } = await api("putRoster", {
      token,
      body: empty,
      query: { dryRun: "true" },
    });
    t.equal(status, 200);
    t.equal(body.counts.pupils.left, noisyPupils);
  });
});

await t.test("a school that waits for its own lock is answered 503 with Retry-After", async (t) => {
  await whileLocked(async () => {
    const { status, headers } = await api("putRoster", {
      token,
      body: empty,
      query: { confirm: "true" },
    });
    t.equal(status, 503);
    t.match(headers.get("retry-after"), /^\d+$/);
  });
});

await t.test("a roster for which there is no room is refused without a query", async (t) => {
  const revoked = await service.addClient("03CC");
  await service.clients.revoke(revoked.clientId);
  const put = () => api("putRoster", { token: revoked.token, body: empty });
  t.equal((await put()).status, 401, "only the database knows that it is revoked");
  let noise: ReturnType<typeof sendMany> | undefined;
  await whileLocked(async () => {
    noise = sendMany("putRoster", { token, body: empty });
    await until("refused roster", async () => noise?.answers[0]);
    t.equal((await put()).status, 503);
  });
  await noise?.all;
});

await t.test("a network that guesses passwords keeps no other caller waiting", async (t) => {
  const headers = { "X-Forwarded-For": "198.51.100.1" };
  const body = { email: "niemand@example.nl", password: "een verkeerd woord" };
  const noise = sendMany("createHomeSession", { headers, body });
  await expectQuietAnswers(t);
  await noise.all;
  t.ok(noise.answers.every(({ status }) => [401, 429, 503].includes(status)));
});

t.test(
  "school requests may use a part of the connections, and one school a part of those",
  async (t) => {
    for (const connections of [2, 3, 5, 10, 100]) {
      const { ofAll, ofOne } = schoolConnectionsMax(connections);
      t.ok(
        ofOne >= 1 && ofOne <= ofAll && ofAll < connections,
        `of ${connections}: ${ofAll}, ${ofOne}`,
      );
    }
    t.strictSame(infrastructure.db.connections().waiting, 0);
  },
);
