import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import t, { type Test } from "tap";
import { startEmbeddedPostgres } from "../../src/development/postgres/server.ts";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { addSchool, environmentOf } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createApi } from "../support/api.ts";
import { startSmtpServer } from "../support/smtp-server.ts";
import { expectNothingLost, settleMail, untilSent } from "./aftermath.ts";
import { audit, prepareAudit } from "./audit.ts";
import { startLoad } from "./load.ts";
import { createReplicas } from "./replicas.ts";
import { drawChance, hangMs, scaled, seedOf } from "./scale.ts";
import { prepareSchool } from "./school.ts";
import { startTcpProxy } from "./tcp-proxy.ts";

const rounds = scaled({ short: 1, full: 10 });
const pupilCount = scaled({ short: 100, full: 500 });
const workingMs = 500;
const awayMs = 500;
const backMaxMs = 5_000;

t.setTimeout(hangMs);

t.test("a service whose database fails and recovers under load loses nothing", async (t) => {
  const chance = drawChance(seedOf(t));
  const postgres = await startPostgres(t);
  await migrateDatabase(postgres.url);
  const before = await connect(postgres.url);
  await prepareAudit(before);
  await before.end(); // the server stops, which closes its connections
  const proxy = await startTcpProxy(t, Number(new URL(postgres.url).port));
  const smtp = await startSmtpServer(t);
  const throughProxy = new URL(postgres.url);
  throughProxy.port = String(proxy.port);
  const env = environmentOf(throughProxy.href, smtp.url);
  const replicas = createReplicas(t, env, chance);
  const replica = replicas.launch();
  const { token, pupils } = await prepareSchool(replicas.insist, await addSchool(env), pupilCount);
  const load = startLoad({ t, insist: replicas.insist, token, smtp, chance, pupils });
  const api = createApi(replica.url);
  const backMs: number[] = [];

  /** The service answers 503 with Retry-After until it reconnects automatically. */
  async function expectUnavailable(t: Test, goAway: () => unknown, comeBack: () => unknown) {
    await delay(workingMs);
    await goAway();
    for (const operationId of ["listGroups", "getReadiness"]) {
      const { status, headers } = await api(operationId, { token });
      t.equal(status, 503, operationId);
      t.match(headers.get("retry-after"), /^\d+$/);
    }
    t.equal((await api("getLiveness")).status, 200, "the process itself is healthy");
    await delay(chance.below(awayMs));
    await comeBack();
    const since = performance.now();
    await until(
      "answer again",
      async () => (await api("listGroups", { token })).status === 200 || undefined,
      backMaxMs,
    );
    backMs.push(Math.round(performance.now() - since));
  }

  for (let round = 0; round < rounds; round += 1) {
    await t.test("a fast stop", (t) =>
      expectUnavailable(t, () => postgres.stop("SIGINT"), postgres.start),
    );
    await t.test("an immediate stop", (t) =>
      expectUnavailable(t, () => postgres.stop("SIGQUIT"), postgres.start),
    );
    await t.test("all connections break", (t) =>
      expectUnavailable(
        t,
        () => {
          proxy.behave("refuse");
          proxy.cut();
        },
        () => proxy.behave("pass"),
      ),
    );
  }
  await t.test("a slow database", async (t) => {
    proxy.behave({ delayMs: 20 });
    t.equal((await api("getReadiness")).status, 200);
    await delay(workingMs);
    proxy.behave("pass");
  });

  await load.stop();
  const database = await connect(postgres.url);
  t.teardown(() => database.end());
  const held = await settleMail(t, database, [replica]);
  replicas.launch();
  await untilSent(database);
  const findings = await audit(database, smtp, load.homes);
  expectNothingLost(t, findings);
  const { mailCount, duplicateCount } = findings;
  const { lostCount, unavailableCount } = replicas;
  const figures = { lostCount, unavailableCount, mailCount, duplicateCount, held, backMs };
  t.comment(JSON.stringify({ rounds, ...load.counts, ...figures }));
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** A durable PostgreSQL of this test on a fixed port, which it can stop and start. */
async function startPostgres(t: Test) {
  const folder = await mkdtemp(join(tmpdir(), "thuisinlog-faults-"));
  const directory = join(folder, "postgres");
  let server = await startEmbeddedPostgres({ directory });
  const { url } = server;
  const port = Number(new URL(url).port);
  t.teardown(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    url,
    /** `SIGINT` is its fast stop, `SIGQUIT` its immediate one. */
    async stop(signal: "SIGINT" | "SIGQUIT") {
      const [pid] = (await readFile(join(directory, "postmaster.pid"), "utf8")).split("\n");
      process.kill(Number(pid), signal);
      await server.stop();
    },
    async start() {
      server = await startEmbeddedPostgres({ directory, port });
    },
  };
}
