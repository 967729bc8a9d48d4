import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import pg from "pg";
import t, { type Test } from "tap";
import { createApi } from "../support/api.ts";
import { operations, undeclared } from "../support/contract.ts";
import { createTestDatabase } from "../support/database.ts";
import { type ReceivedMail, startSmtpServer } from "../support/smtp-server.ts";
import { tokensIn } from "./mail-catcher.ts";
import { roster } from "./roster.ts";
import { addSchool, environmentOf, startServiceProcess } from "./service-process.ts";
import { until, untilServed } from "./until.ts";

/** Longest back-off of the dispatcher after a first attempt, including 20 % jitter. */
const firstDelayMaxSeconds = 72;

/** Starts a service with one replica, a mail server that the test controls, and thirty pupils. */
async function startOne(t: Test) {
  const databaseUrl = await createTestDatabase(t);
  const smtp = await startSmtpServer(t);
  const env = environmentOf(databaseUrl, smtp.url);
  const service = await startServiceProcess(t, env);
  const client = await addSchool(env);
  const api = createApi(service.url);
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: client.clientId,
    client_secret: client.clientSecret,
  });
  const token: string = (await api("createToken", { body })).body.access_token;
  await api("putRoster", { token, body: roster });
  const { items } = (await api("listGroups", { token })).body;
  const groupId = items.find((group: { name: string }) => group.name === "Dertig").id;
  const { pupils } = (await api("getGroup", { token, path: { groupId } })).body;
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  t.teardown(() => database.end());
  return {
    service,
    api,
    token,
    smtp,
    database,
    pupilIds: pupils.map(({ id }: { id: string }) => id) as string[],
    startAnother: () => startServiceProcess(t, env),
  };
}

const addressOf = (index: number) => `ouder${index}@example.nl`;
const linkIn = (mail: ReceivedMail | undefined) => tokensIn(mail?.text ?? "").join();

t.test(
  "a service that is killed while it sends mail loses no mail, and a duplicate is identical",
  async (t) => {
    const { service, api, token, smtp, database, pupilIds, startAnother } = await startOne(t);
    const held = addressOf(7);
    smtp.behave((recipient) => (recipient === held ? "hang" : "normal"));
    const answers = await Promise.all(
      pupilIds.map((pupilId, index) =>
        untilServed(() =>
          api("setHomeLogin", { token, path: { pupilId }, body: { emails: [addressOf(index)] } }),
        ),
      ),
    );
    t.strictSame([...new Set(answers.map(({ status }) => status))], [200]);
    await until("mail that is held after DATA", () => smtp.messagesTo(held)[0]);
    await service.killHard();
    smtp.behave("normal");

    const another = await startAnother();
    // Before the lease of the killed process ends.
    const { rowCount } = await database.query(
      "update mails set available_at = now() where settled_at is null",
    );
    t.ok(rowCount, "one mail is in flight");
    const isSettled = async () => {
      const { rows } = await database.query(
        "select count(*)::int as open from mails where settled_at is null",
      );
      return rows[0].open === 0 || undefined;
    };
    await until("outbox that is empty", isSettled);

    const copies = pupilIds.map((_, index) => smtp.messagesTo(addressOf(index)));
    const counts = new Set(copies.map(({ length }) => length));
    t.strictSame([...counts.difference(new Set([1, 2]))], [], "every mail arrives once or twice");
    t.equal(smtp.messagesTo(held).length, 2, "the service cannot know that the held mail arrived");
    for (const [first, second] of copies) {
      if (!first || !second) continue;
      t.equal(second.messageId, first.messageId);
      t.ok(linkIn(first));
      t.equal(linkIn(second), linkIn(first));
    }
    const body = { token: linkIn(smtp.messagesTo(held)[0]), password: "groene olifant" };
    t.equal((await createApi(another.url)("activate", { body })).status, 201);
  },
);

/** Starts a request whose body the service still waits for. */
async function beginRequest(agent: Agent, url: string, token: string, pupilId: string) {
  const operation = operations.get("setHomeLogin");
  if (!operation) throw new Error("There is no operation setHomeLogin.");
  const begun = request(`${url}${operation.path.replace("{pupilId}", pupilId)}`, {
    agent,
    method: operation.method,
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      "Transfer-Encoding": "chunked",
      Expect: "100-continue",
    },
  });
  const answered = new Promise<{ status: number; validationErrors: string[] }>(
    (resolve, reject) => {
      begun.on("error", reject).on("response", async (response) => {
        const status = response.statusCode ?? 0;
        const headers = new Headers(response.headers as Record<string, string>);
        resolve({
          status,
          validationErrors: undeclared(operation, status, headers, await text(response)),
        });
      });
    },
  );
  const isHeard = new Promise((resolve) => begun.once("continue", resolve));
  begun.flushHeaders();
  await Promise.race([isHeard, answered]);
  return {
    finish(emails: readonly string[]) {
      begun.end(JSON.stringify({ emails }));
      return answered;
    },
  };
}

t.test("a graceful shutdown", async (t) => {
  const { service, api, token, smtp, database, pupilIds } = await startOne(t);
  const [first = "", ...others] = pupilIds;
  smtp.behave("hang");
  const path = { pupilId: first };
  await api("setHomeLogin", { token, path, body: { emails: [addressOf(0)] } });
  await until("mail that is held after DATA", () => smtp.messages[0]);
  // Like a proxy that never closes a connection.
  const agent = new Agent({ keepAlive: true });
  t.teardown(() => agent.destroy());
  const begun = await Promise.all(
    others.slice(0, 10).map((pupilId) => beginRequest(agent, service.url, token, pupilId)),
  );
  service.kill("SIGTERM");
  await until("word that it stops", () => service.hasSaid('"stopping"') || undefined);

  await t.test("completes requests in flight", async (t) => {
    const answers = await Promise.all(
      begun.map((one, index) => one.finish([addressOf(index + 1)])),
    );
    for (const answer of answers) t.strictSame(answer, { status: 200, validationErrors: [] });
    const { rows } = await database.query("select count(*)::int as count from home_addresses");
    t.equal(rows[0].count, 11);
  });

  await t.test("ends within ten seconds, although the mail server hangs", async (t) => {
    const exitCode = await until("end", () => service.exitCode);
    t.equal(exitCode, 0, "shutdown is complete; after ten seconds the exit code is 1");
  });

  await t.test("releases claimed mail within the back-off", async (t) => {
    const { rows } = await database.query(
      "select extract(epoch from max(available_at) - now())::float8 as seconds, count(*)::int as count from mails where settled_at is null",
    );
    t.equal(rows[0].count, 11);
    t.ok(rows[0].seconds <= firstDelayMaxSeconds, `${rows[0].seconds} seconds`);
  });
});
