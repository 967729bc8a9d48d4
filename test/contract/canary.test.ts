// Sends unique values through every operation, valid and invalid, and looks for leaks.
import { randomBytes } from "node:crypto";
import t from "tap";
import { publisherNeeds } from "../../src/domain/school/publisher.ts";
import { startTracing } from "../../src/observability/tracing/tracing.ts";
import { startCollector } from "../support/collector.ts";
import { operations } from "../support/contract.ts";
import { startWebhookReceiver } from "../support/feed/webhook-receiver.ts";

const unique = (what: string) => `${what}${randomBytes(6).toString("hex")}`;
const email = `${unique("adres")}@home.nl`;
const proposed = `${unique("voorstel")}@home.nl`;
const contact = `${unique("contact")}@school.nl`;
const firstName = unique("Roepnaam");
const lastName = unique("Achternaam");
const eckId = `https://ketenid.example/${unique("eckid")}`;
const password = unique("wachtwoord ");

const collector = await startCollector(t);
const tracing = startTracing({
  endpoint: collector.url,
  headers: {},
  serviceName: "thuisinlog",
  onError: (error) => t.fail(`${error}`),
});
// Imported now, because tracing patches modules while they load.
const { default: pg } = await import("pg");
const { until } = await import("../integration/until.ts");
const { requestToken, startTestService } = await import("../support/service.ts");
const service = await startTestService(t, { METRICS_PORT: "0" }, undefined, {
  allowsLoopbackWebhooks: true,
});
const { api, smtp } = service;
const problems: string[] = [];

t.test(
  "no log line, problem, metric, trace or notice contains data of families and schools",
  async (t) => {
    const client = await service.addClient("01AA");
    const { token } = client;
    const roster = {
      groups: [{ externalId: "g", name: "4A" }],
      teachers: [],
      pupils: [{ externalId: "p", eckId, firstName, lastName, group: "g" }],
    };
    await api("putRoster", { token, body: roster });
    const [group] = (await api("listGroups", { token })).body.items;
    const groupId = group.id;
    const [pupil] = (await api("getGroup", { token, path: { groupId } })).body.pupils;
    const path = { groupId, pupilId: pupil.id };
    await api("setHomeLogin", { token, path, body: { emails: [email] } });
    await service.dispatchAll();
    const [, link = ""] = /activate#(\S+)/.exec(`${smtp.messagesTo(email)[0]?.text}`) ?? [];
    await api("activate", { body: { token: link, password } });
    await service.dispatchAll();
    const session = (await api("createHomeSession", { body: { email, password } })).body;
    const device = (
      await api("rememberDevice", { token: session.accessToken, body: { name: firstName } })
    ).body;

    await service.useCases.publishers.set("malmberg", { needs: [...publisherNeeds] });
    await api("updateSchool", { token, body: { publishers: ["malmberg"], contact } });
    const launch = (
      await api("createLaunch", { token: session.accessToken, body: { publisher: "malmberg" } })
    ).body;
    t.equal(typeof launch.token, "string");

    const letters = await api("createLetters", { token, body: { groupId } });
    const [, letterCode = ""] = /<p class="code">(.*?)</.exec(letters.text) ?? [];
    t.equal(
      (await api("proposeAddress", { body: { code: letterCode, email: proposed } })).status,
      202,
    );

    const receiver = await startWebhookReceiver(t);
    const webhookPath = unique("pad");
    const webhookAnswer = unique("antwoord");
    const webhook = await service.useCases.webhooks.add({
      clientId: client.clientId,
      url: `${receiver.url}&${webhookPath}`,
    });
    receiver.secret = webhook.secret;
    receiver.answer = (response) => void response.writeHead(500).end(webhookAnswer);

    const personal = { email, firstName, lastName, eckId, proposed, contact };
    const secrets = {
      password,
      link,
      accessToken: session.accessToken,
      refreshToken: session.refreshToken,
      deviceToken: device.deviceToken,
      letterCode,
      launchToken: launch.token,
      schoolToken: token,
      clientSecret: client.clientSecret,
      webhookPath,
      webhookAnswer,
      webhookSecret: webhook.secret,
    };
    const canaries: Readonly<Record<string, string>> = { ...personal, ...secrets };
    // Each value in the wrong place of every operation: as id, in the query, body and header.
    for (const { operationId, bodies } of operations.values()) {
      if (operationId === "putRoster" || operationId === "erasePersonalData") continue;
      for (const [name, canary] of Object.entries(canaries)) {
        const body =
          Object.keys(bodies).length > 0
            ? { [canary]: canary, [name in secrets ? "token" : "email"]: canary }
            : undefined;
        const answer = await api(operationId, {
          token,
          path: { groupId: "x", pupilId: "x", deviceId: "x", proposalId: "x", name: "x" },
          headers: {
            "X-Request-Id": canary,
            "User-Agent": canary,
            Referer: canary,
            tracestate: `canary=${canary}`,
            baggage: `canary=${encodeURIComponent(canary)}`,
          },
          ...(body && { body: operationId === "createToken" ? new URLSearchParams(body) : body }),
        });
        // A 400 names an unknown property, but only to the caller that sent it.
        if (answer.status > 400) problems.push(answer.text);
      }
    }
    await api("createHomeSession", { body: { email, password: `${password}x` } });
    await api("refreshHomeSession", { body: { refreshToken: session.refreshToken } });
    await api("requestLinks", { body: { email } });
    await meetLocks({
      token,
      accessToken: session.accessToken,
      deviceId: device.id,
      pupilId: pupil.id,
    });
    smtp.behave("reject-recipient-550");
    await service.dispatchAll();
    await requestToken(api, { ...client, clientSecret: `${client.clientSecret}x` }).catch(() => {});

    const feed = await until("changes", async () => {
      const { text, body } = await api("listHomeLoginChanges", { token });
      return body.items.length > 0 ? text : undefined;
    });
    const notices = receiver.notices.map(({ body }) => JSON.stringify(body));
    t.ok(notices.length > 0, "the webhook was called");
    t.ok(
      service.logLines.some((line) => line.includes("webhook notice failed")),
      "and its failure is in the log",
    );

    const numbers = await (await fetch(`${service.metricsUrl}`)).text();
    await tracing.stop();
    const statements = collector.spans().filter(({ name }) => name.startsWith("pg.query"));
    t.ok(statements.length > operations.size, "there are traces, down to the database");
    const said = [
      ...service.logLines,
      ...problems,
      numbers,
      ...collector.bodies,
      feed,
      ...notices,
    ].join("\n");
    t.ok(service.logLines.length > operations.size, "there is a log");
    const entries = service.logLines.map((line) => JSON.parse(line));
    t.ok(entries.every(({ level, time }) => level && time));
    for (const [name, canary] of Object.entries(canaries)) {
      for (const [encoding, form] of Object.entries(formsOf(canary))) {
        t.notOk(said.includes(form), `${name}, ${encoding}`);
      }
    }
  },
);

/** Makes a statement of each kind time out on a lock, with the values that it would write. */
async function meetLocks(ids: Record<"token" | "accessToken" | "deviceId" | "pupilId", string>) {
  const { token, accessToken, deviceId, pupilId } = ids;
  const owner = new pg.Client({ connectionString: service.databaseUrl });
  await owner.connect();
  const tables = ["devices", "link_requests", "throttles", "mails"];
  await owner.query(`begin; lock table ${tables.join(", ")} in access exclusive mode`);
  const emails = [`${unique("ander")}@home.nl`];
  const answers = await Promise.all([
    // From the query builder: an insert, a delete and a select.
    api("rememberDevice", { token: accessToken, body: { name: firstName } }),
    api("forgetDevice", { token: accessToken, path: { deviceId } }),
    api("listDevices", { token: accessToken }),
    // Written by hand: alone, as a set of rows, and in a pipeline.
    api("requestLinks", { body: { email } }),
    api("setHomeLogin", { token, path: { pupilId }, body: { emails: [email, ...emails] } }),
    api("createHomeSession", { body: { email, password } }),
  ]);
  await owner.query("rollback");
  await owner.end();
  for (const { status, text } of answers) {
    t.equal(status, 503);
    problems.push(text);
  }
  const failures = service.logLines.filter((line) => /"cause":"(?:55P03|57014)"/.test(line));
  t.ok(failures.length >= answers.length, "each has logged its cause");
}

/** Encodings in which a value may appear in a text. */
function formsOf(value: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(value);
  return {
    plain: value,
    URL: encodeURIComponent(value),
    form: `${new URLSearchParams({ v: value })}`.slice(2),
    base64: bytes.toString("base64").replace(/=+$/, "").slice(0, -1),
    base64url: bytes.toString("base64url").slice(0, -1),
    hex: bytes.toString("hex"),
    JSON: JSON.stringify(value).slice(1, -1),
    escaped: [...value].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join(""),
  };
}
