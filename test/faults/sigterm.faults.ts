import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import t from "tap";
import {
  addSchool,
  environmentOf,
  launchServiceProcess,
  type ServiceProcess,
} from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createTestDatabase } from "../support/database.ts";
import { startSmtpServer } from "../support/smtp-server.ts";
import { expectNothingLost, untilSent } from "./aftermath.ts";
import { audit, prepareAudit } from "./audit.ts";
import { createProxyClient, type ProxyCall } from "./proxy-client.ts";
import { createReplicas } from "./replicas.ts";
import { drawChance, hangMs, scaled, seedOf } from "./scale.ts";
import { prepareSchool } from "./school.ts";

const stops = scaled({ short: 2, full: 30 });
const callers = 16;
const pupilCount = 200;
const workMs = 500;
const pauseMaxMs = 20;
const readinessMs = 100;
const stopMaxMs = 10_000;

t.setTimeout(hangMs);

t.test(`no request fails when a service stops gracefully ${stops} times under load`, async (t) => {
  const chance = drawChance(seedOf(t));
  const databaseUrl = await createTestDatabase(t);
  const smtp = await startSmtpServer(t);
  const env = environmentOf(databaseUrl, smtp.url);
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  t.teardown(() => database.end());
  await prepareAudit(database);
  const replicas = createReplicas(t, env, chance);
  const first = replicas.launch();
  const { token, pupils } = await prepareSchool(replicas.insist, await addSchool(env), pupilCount);
  const homes = pupils.map((pupil) => ({ ...pupil, changes: 0, emails: [] as string[] }));

  const listening = new Set<ServiceProcess>();
  const counts = { answered: 0, refused: 0, failed: 0 };
  const failures: string[] = [];
  let isOver = false;

  /** Calls a ready replica; `undefined` if none is ready. */
  async function send(client: ReturnType<typeof createProxyClient>, call: ProxyCall) {
    while (!isOver || listening.size > 0) {
      const replica = [...listening][chance.below(listening.size)];
      if (!replica) return undefined;
      const answer = await client.call(replica.url, call);
      counts[answer.kind] += 1;
      if (answer.kind === "answered" && answer.isLast) listening.delete(replica);
      if (answer.kind === "answered") return answer.status;
      if (answer.kind === "failed") failures.push(`${call.operationId}: ${answer.why}`);
      listening.delete(replica);
    }
    return undefined;
  }

  /** Each caller has its own pupils. */
  async function call(caller: number) {
    const client = createProxyClient();
    const own = homes.filter((_, index) => index % callers === caller);
    while (!isOver) {
      const home = own[chance.below(own.length)];
      if (!home) break;
      home.changes += 1;
      const emails = [`ouder-${home.externalId}-${home.changes}@example.nl`];
      const set = { operationId: "setHomeLogin", token, pupilId: home.pupilId, body: { emails } };
      const status = await send(client, set);
      if (status === 200) home.emails = emails;
      else if (status !== undefined) failures.push(`setHomeLogin: ${status}`);
      await send(client, { operationId: "listGroups", token });
      await delay(chance.below(pauseMaxMs));
    }
    client.close();
  }

  /** Like the health check of a proxy. */
  async function leaveWhenNotReady(replica: ServiceProcess) {
    while (listening.has(replica)) {
      const isReady = await fetch(`${replica.url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (!isReady) listening.delete(replica);
      await delay(readinessMs);
    }
  }

  async function stop(replica: ServiceProcess) {
    const startedAt = performance.now();
    replica.kill("SIGTERM");
    t.equal(await until("end", () => replica.exitCode, stopMaxMs), 0);
    listening.delete(replica);
    return Math.round(performance.now() - startedAt);
  }

  function join(replica: ServiceProcess) {
    listening.add(replica);
    leaveWhenNotReady(replica);
  }

  const stopMs: number[] = [];
  join(first);
  const calling = Array.from({ length: callers }, (_, caller) => call(caller));
  let running = first;
  for (let number = 1; number < stops; number += 1) {
    const next = launchServiceProcess(t, env);
    await next.listens;
    join(next);
    await delay(workMs);
    stopMs.push(await stop(running));
    running = next;
  }
  await delay(workMs);
  isOver = true;
  stopMs.push(await stop(running));
  await Promise.all(calling);
  const claimed = await database.query(
    "select from mails where settled_at is null and unanswered_claims > 0",
  );
  t.equal(claimed.rowCount, 0, "no mail is left claimed");
  t.strictSame(failures, []);
  t.ok(counts.answered > callers, "the load was not empty");

  replicas.launch();
  await untilSent(database);
  expectNothingLost(t, await audit(database, smtp, homes));
  t.comment(JSON.stringify({ stops, ...counts, stopMs }));
});
