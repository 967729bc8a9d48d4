// Replicas on machines with different clocks.
import t, { type Test } from "tap";
import { startService } from "../../src/app/service.ts";
import { createSystemClock } from "../../src/app/system-clock.ts";
import { readConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/observability/logger.ts";
import { until } from "../integration/until.ts";
import { createApi } from "../support/api.ts";
import { createTestDatabase, startDatabase } from "../support/database.ts";
import { requestToken } from "../support/service.ts";
import { startSmtpServer } from "../support/smtp-server.ts";

const tenMinutesMs = 600_000;
const email = "ouder@home.nl";
const roster = {
  groups: [{ externalId: "4A", name: "4A" }],
  teachers: [],
  pupils: [{ externalId: "1", firstName: "Wimpie", group: "4A" }],
};

t.test("the clock follows the clock of the database, not of the machine", async (t) => {
  const { db } = await startDatabase(t);
  let localMs = Date.UTC(2001, 0, 1);
  const offsets: number[] = [];
  const clock = createSystemClock({
    db,
    localNowMs: () => localMs,
    onDifference: (offsetMs) => offsets.push(offsetMs),
  });
  t.equal(clock.now().getTime(), localMs, "the clock of the machine at first");
  const databaseDate = async () => {
    const { rows } = await db.asService((tx) =>
      tx.$client.query("select current_date::text as date"),
    );
    return rows[0].date;
  };
  const [before] = [await databaseDate(), await clock.synchronize()];
  const days = [before, await databaseDate()];
  t.ok(days.includes(clock.now().toISOString().slice(0, 10)));
  t.equal(offsets.length, 1, "a large difference is reported");

  const synchronized = clock.now().getTime();
  localMs += 1_000;
  t.equal(clock.now().getTime(), synchronized + 1_000, "it advances with the clock of the machine");
  localMs += tenMinutesMs;
  await clock.synchronize();
  t.ok(
    clock.now().getTime() < synchronized + tenMinutesMs,
    "a jump of the machine's clock is corrected",
  );
  t.equal(offsets.length, 1, "a lasting difference is reported once");
});

t.test(
  "a replica whose clock is ahead sends no mail twice and extends no delay of a login",
  async (t) => {
    const databaseUrl = await createTestDatabase(t);
    const smtp = await startSmtpServer(t);
    const right = await startReplica(t, databaseUrl, smtp.url, 0);
    const ahead = await startReplica(t, databaseUrl, smtp.url, tenMinutesMs);
    t.ok(
      ahead.logLines.some((line) => /"level":"warn".*"offsetMs":-\d{6}.*clock/.test(line)),
      "the difference is logged",
    );
    t.notOk(right.logLines.some((line) => line.includes("offsetMs")));

    const { schools, apiClients } = right.service.useCases;
    await schools.add({ brin: "01AA", name: "De Regenboog" });
    const client = await apiClients.add({ brin: "01AA", role: "coordinator" });
    const token = await requestToken(right.api, client);
    const { api } = right;
    t.equal((await api("putRoster", { token, body: roster })).status, 200);
    const groupId = (await api("listGroups", { token })).body.items[0].id;
    const pupilId = (await api("getGroup", { token, path: { groupId } })).body.pupils[0].id;
    await api("setHomeLogin", { token, path: { pupilId }, body: { emails: [email] } });

    smtp.behave("hang");
    right.service.work().catch(() => {}); // Rejects when the test ends.
    await until("the mail", async () => smtp.messages.length > 0 || undefined);
    smtp.behave("normal");
    await ahead.service.work();
    t.equal(smtp.messagesTo(email).length, 1, "the other replica respects the lease");

    const waitAt = async (replica: Replica) => {
      const body = { email, password: "geen idee meer" };
      const { status, headers } = await replica.api("createHomeSession", { body });
      return status === 429 ? Number(headers.get("retry-after")) : undefined;
    };
    let atAhead: number | undefined;
    for (let tries = 0; tries < 30 && atAhead === undefined; tries += 1)
      atAhead = await waitAt(ahead);
    const atRight = (await waitAt(right)) ?? 0;
    t.ok(
      atAhead !== undefined && atRight < 300,
      `${atRight} s at one replica, ${atAhead} s at the other`,
    );
  },
);

type Replica = Awaited<ReturnType<typeof startReplica>>;

async function startReplica(t: Test, databaseUrl: string, smtpUrl: string, clockErrorMs: number) {
  const logLines: string[] = [];
  const config = readConfig({
    PORT: "0",
    DATABASE_URL: databaseUrl,
    SMTP_URL: smtpUrl,
    SECRET_KEY: "a secret key for tests alone, of enough bytes",
  });
  const service = await startService(
    { ...config, smtpUrl },
    {
      logger: createLogger("info", { write: (line) => logLines.push(line) }),
      onProgress: () => {},
      localNowMs: () => Date.now() + clockErrorMs,
      runsBackgroundJobs: false,
      drainMs: 0,
    },
  );
  t.teardown(() => service.stop());
  return { service, api: createApi(service.url), logLines };
}
