import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect } from "node:net";
import pg from "pg";
import t from "tap";
import { passwordHashCost } from "../../src/security/password-hash.ts";
import { variantOf } from "../../src/security/stored-password.ts";
import { listPasswordVariants } from "../../src/store/operator/password-variants.ts";
import { until } from "../integration/until.ts";
import { createTestDatabase } from "../support/database.ts";
import { leastHashCost } from "../support/hash-cost.ts";
import { startTestService } from "../support/service.ts";

t.test(
  "a start without the secret key that encrypted the keys fails with an explanation",
  async (t) => {
    const databaseUrl = await createTestDatabase(t);
    const start = (secret: string, previous = "") =>
      startTestService(
        t,
        {
          SECRET_KEY: `${secret} secret key, long enough for tests`,
          SECRET_KEY_PREVIOUS: previous,
        },
        databaseUrl,
      );
    await (await start("the first")).stop();
    await t.rejects(start("the second"), /another SECRET_KEY/);

    const first = "the first secret key, long enough for tests";
    const second = "the second secret key, long enough for tests";
    await (await start("the second", first)).stop();
    const service = await start("the third", second);
    t.ok(await service.addClient("01AA"), "a token is signed after two rotations");
    await t.rejects(start("the first"), /another SECRET_KEY/);
  },
);

t.test(
  "a client with an open connection learns of a stop from a response, not from a closed connection",
  async (t) => {
    const service = await startTestService(t, {}, undefined, { drainMs: 5_000 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    t.teardown(() => agent.destroy());
    const ask = () =>
      new Promise<{ status: number | undefined; connection: string | undefined; kept: boolean }>(
        (resolve, reject) => {
          const request = get(`${service.url}/readyz`, { agent }, (response) => {
            response.resume().once("end", () =>
              resolve({
                status: response.statusCode,
                connection: response.headers.connection,
                kept: request.reusedSocket,
              }),
            );
          });
          request.once("error", reject);
        },
      );
    t.match(await ask(), { status: 200, connection: "keep-alive" });
    const stopping = service.stop();
    await new Promise(setImmediate);
    t.match(await ask(), { status: 503, connection: "close", kept: true });
    await stopping;
  },
);

t.test("an idle connection does not delay a stop", async (t) => {
  const service = await startTestService(t);
  const silent = connect(Number(new URL(service.url).port), "127.0.0.1");
  t.teardown(() => silent.destroy());
  await once(silent, "connect");
  await fetch(`${service.url}/livez`); // The service has then accepted the earlier connection too.
  const ended = once(silent.resume(), "close");
  await service.stop();
  await ended;
});

t.test("a mail that was claimed before a stop is sent or released", async (t) => {
  const outside = { runsBackgroundJobs: true, deliveryGraceMs: 300_000 };
  const service = await startTestService(t, {}, undefined, outside);
  const { api } = service;
  const database = new pg.Client({ connectionString: service.databaseUrl });
  await database.connect();
  t.teardown(() => database.end());
  const count = async (condition: string) =>
    (await database.query(`select from mails where settled_at is null and ${condition}`)).rowCount;
  const { token } = await service.addClient("01AA");
  const pupils = Array.from({ length: 60 }, (_, index) => ({
    externalId: `${index}`,
    firstName: "Wimpie",
    group: "4A",
  }));
  const groups = [{ externalId: "4A", name: "4A" }];
  await api("putRoster", { token, body: { groups, teachers: [], pupils } });
  const rows = pupils.map(({ externalId }) => ({
    externalId,
    emails: [`ouder${externalId}@home.nl`],
  }));
  await api("bulkActivate", { token, body: { rows } });
  await service.smtp.untilRecipients(1);
  await service.stop();
  const { rows: tried } = await database.query("select distinct outcome from mail_attempts");
  t.strictSame(tried, [{ outcome: "sent" }]);
  t.equal(await count("available_at > created_at"), 0, "no mail is claimed");
  t.equal(service.smtp.messages.length + Number(await count("true")), 60, "no mail is lost");
});

t.test("a database that ends its connections is an outage, but not during a stop", async (t) => {
  const lost = (lines: readonly string[]) =>
    lines.find((line) => line.includes('"database connection lost"'));
  for (const isStopping of [false, true]) {
    const service = await startTestService(t, {}, undefined, { drainMs: 1_000 });
    const { logLines, databaseUrl } = service;
    t.equal((await fetch(`${service.url}/readyz`)).status, 200);
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    t.teardown(() => database.end());
    const stopping = isStopping ? service.stop() : undefined;
    const { rowCount } = await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
    t.ok(Number(rowCount) > 0, "the service has connections");
    if (isStopping) await stopping;
    else await until("line about the outage", () => lost(logLines));
    if (isStopping) t.notOk(lost(logLines));
    t.strictSame(
      logLines.filter((line) => /"level":"(?:warn|error)"/.test(line)).length,
      isStopping ? 0 : 1,
    );
  }
});

t.test("a hash costs as much as ASVS demands, unless a test lowers its cost", async (t) => {
  const variantsAt = async (outside: { passwordHashCost?: undefined }) => {
    const service = await startTestService(t, {}, undefined, outside);
    const { db } = service.infrastructure;
    const variants = await db.asService(listPasswordVariants);
    return variants.map(({ id }) => id);
  };
  const ofProduction = variantOf(passwordHashCost).id;
  t.strictSame(await variantsAt({ passwordHashCost: undefined }), [ofProduction]);
  t.strictSame(await variantsAt({}), [variantOf(leastHashCost).id]);
});

t.test("a stop without open connections still answers new ones, and /readyz fails", async (t) => {
  const { api, stop } = await startTestService(t, {}, undefined, { drainMs: 3_000 });
  const stopped = stop();
  // A proxy that opens a connection for each request.
  const ready = await api("getReadiness", { headers: { Connection: "close" } });
  t.equal(ready.status, 503);
  t.equal((await api("getLiveness", { headers: { Connection: "close" } })).status, 200);
  await stopped;
});
