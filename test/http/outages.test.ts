// Behaviour while the database or the mail server is down.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import t, { type Test } from "tap";
import { startEmbeddedPostgres } from "../../src/development/postgres/server.ts";
import { until, untilServed } from "../integration/until.ts";
import type { Call } from "../support/api.ts";
import { startTestService } from "../support/service.ts";

const roster = {
  groups: [{ externalId: "4A", name: "4A" }],
  teachers: [],
  pupils: [{ externalId: "1", firstName: "Wimpie", group: "4A" }],
};

t.test(
  "while the database is down callers get 503 with Retry-After; afterwards the service recovers",
  async (t) => {
    const database = await startOwnDatabase(t);
    const service = await startTestService(t, { METRICS_PORT: "0" }, database.url);
    const { api } = service;
    const { token } = await service.addClient("01AA");
    t.equal((await api("listGroups", { token })).status, 200);
    t.equal((await api("getReadiness")).status, 200);

    await database.stop();
    for (const operationId of ["listGroups", "getReadiness"]) {
      const { status, headers, body } = await api(operationId, { token });
      t.equal(status, 503, operationId);
      t.match(headers.get("retry-after"), /^\d+$/);
      t.notMatch(JSON.stringify(body), /postgres|connect|ECONN/i, "and nothing of what is inside");
    }
    const login = await api("createHomeSession", { body: { email: "a@b.nl", password: "x" } });
    t.equal(login.status, 503);
    const headers = { cookie: "__Host-device=of-a-family", accept: "text/html" };
    const page = await fetch(`${service.url}/login`, { headers });
    t.equal(page.status, 503);
    t.equal(page.headers.get("set-cookie"), null, "and no browser forgets its device");
    t.equal((await api("getLiveness")).status, 200, "the process itself lives");
    const numbers = await (await fetch(`${service.metricsUrl}`)).text();
    t.match(numbers, /^thuisinlog_database_up 0$/m, "the metric shows it");
    t.notMatch(
      numbers,
      /^thuisinlog_mail(s_waiting|_oldest|_overdue)/m,
      "without the values that are unknown now",
    );
    t.match(numbers, /^process_resident_memory_bytes \d/m);
    await t.rejects(service.work(), { code: "unavailable" }, "and so does the work that waits");

    await database.start();
    t.equal((await api("listGroups", { token })).status, 200);
    t.equal((await api("getReadiness")).status, 200);
    const lines = service.logLines.map((line) => JSON.parse(line));
    const requests = lines.filter(({ msg, level }) => msg === "request" && level === "info");
    t.notOk(
      requests.some(({ route }) => /^\/(?:readyz|livez)$/.test(route)),
      "a proxy that checks several times a second does not fill the log",
    );
    const unavailable = requests.filter(({ status }) => status === 503);
    t.equal(unavailable.length, 3);
    for (const { cause } of unavailable) t.match(cause, /^E?CONN|^57P|^Error$/);
    t.equal(lines.filter(({ msg }) => msg === "unavailable").length, 0, "one line a request");
  },
);

t.test(
  "while the database is read-only changes and /readyz answer 503, and reads are answered",
  async (t) => {
    const service = await startTestService(t);
    const { api } = service;
    const { token } = await service.addClient("01AA");
    await api("putRoster", { token, body: roster });
    const groupId = (await api("listGroups", { token })).body.items[0].id;
    const pupilId = (await api("getGroup", { token, path: { groupId } })).body.pupils[0].id;
    const email = "ouder@home.nl";
    const changes: readonly (readonly [operationId: string, call: Call, status: number])[] = [
      ["setHomeLogin", { token, path: { pupilId }, body: { emails: [email] } }, 200],
      ["bulkActivate", { token, body: { rows: [{ pupilId, emails: [`oma-${email}`] }] } }, 200],
      ["updateSchool", { token, body: { name: "De Wegwijzer" } }, 200],
      ["requestLinks", { body: { email } }, 202],
      ["createHomeSession", { body: { email, password: "groene olifant" } }, 401],
    ];
    const owner = new pg.Client({ connectionString: service.databaseUrl });
    await owner.connect();
    t.teardown(() => owner.end());
    const name = new URL(service.databaseUrl).pathname.slice(1);
    const setReadOnly = (value: "on" | "off") =>
      owner.query(`alter database ${name} set default_transaction_read_only = ${value}`);

    // New sessions are read-only, as after a move of the address to a standby.
    await setReadOnly("on");
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await until("reads", async () => {
      const { status } = await api("listGroups", { token });
      return status === 200 || undefined;
    });
    for (const [operationId, call] of [...changes, ["getReadiness"] as const]) {
      const { status, headers } = await api(operationId, call);
      t.equal(status, 503, operationId);
      t.match(headers.get("retry-after"), /^\d+$/);
    }
    t.equal((await api("listGroups", { token })).status, 200);

    // A session keeps its first value, so only new connections can write.
    await setReadOnly("off");
    for (const [operationId, call, expected] of [...changes, ["getReadiness", {}, 200] as const]) {
      const { status } = await untilServed(() => api(operationId, call));
      t.equal(status, expected, operationId);
    }
  },
);

t.test("the background jobs log the start and the end of an outage", async (t) => {
  const database = await startOwnDatabase(t);
  const service = await startTestService(t, {}, database.url, { runsBackgroundJobs: true });
  const lines = () => service.logLines.map((line) => JSON.parse(line));
  const line = (message: RegExp) => () => lines().find(({ msg }) => message.test(msg));
  await database.stop();
  await until(
    "line about the outage",
    line(/^(?:background job failed|database connection lost)$/),
  );
  await database.start();
  await until("line about its end", line(/^working again$/));
  const about = lines().filter(({ msg, level }) => level === "error" || msg === "working again");
  t.equal(about.filter(({ msg }) => msg !== "still failing").length, 2);
});

t.test("while the mail server is down requests succeed and mail waits", async (t) => {
  const service = await startTestService(t);
  const { api, smtp } = service;
  const { token } = await service.addClient("01AA");
  await api("putRoster", { token, body: roster });
  const groupId = (await api("listGroups", { token })).body.items[0].id;
  const pupilId = (await api("getGroup", { token, path: { groupId } })).body.pupils[0].id;
  const path = { pupilId };

  smtp.behave("421-on-connect");
  const set = await api("setHomeLogin", { token, path, body: { emails: ["ouder@home.nl"] } });
  t.equal(set.status, 200);
  await service.dispatchAll();
  t.equal((await api("getReadiness")).status, 200);
  const waiting = await api("getHomeLogin", { token, path });
  t.match(waiting.body.addresses[0], { status: "invited", mail: { status: "waiting" } });
  t.notMatch(waiting.body.addresses[0].mail.reason, "home.nl");

  smtp.behave("normal");
  // After a refused connection the relay pauses for one second of the system clock.
  const sent = await until("mail that was sent", async () => {
    await service.dispatchAll();
    const { body } = await api("getHomeLogin", { token, path });
    return body.addresses[0].mail.status === "sent" ? body.addresses[0].mail : undefined;
  });
  t.equal(sent.reason, null);
  t.equal(smtp.messages.length, 1);
});

/** A PostgreSQL of this test on a fixed port, which it can stop and start. */
async function startOwnDatabase(t: Test) {
  const folder = await mkdtemp(join(tmpdir(), "thuisinlog-away-"));
  const directory = join(folder, "postgres");
  let server = await startEmbeddedPostgres({ directory });
  const port = Number(new URL(server.url).port);
  t.teardown(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    url: server.url,
    stop: () => server.stop(),
    start: async () => {
      server = await startEmbeddedPostgres({ directory, port });
    },
  };
}
