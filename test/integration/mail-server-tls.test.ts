// A mail server with a certificate of a private authority, and with a login.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import t, { type Test } from "tap";
import { selfSigned } from "../faults/portal/certificate.ts";
import { createApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";
import { requestToken } from "../support/service.ts";
import { startSmtpServer } from "../support/smtp-server.ts";
import { addSchool, environmentOf, startServiceProcess } from "./service-process.ts";
import { until } from "./until.ts";

const host = "relay.example";
const email = "ouder@example.nl";
const credentials = { user: "app", pass: "s3cret" };
const refused = "mail deferred: the mail server refuses it";

/** Starts a service that has one invitation to send to this mail server. */
async function invite(t: Test, smtpUrl: string, settings: Readonly<Record<string, string>> = {}) {
  const databaseUrl = await createTestDatabase(t);
  const env = { ...environmentOf(databaseUrl, smtpUrl), ...settings };
  const service = await startServiceProcess(t, env);
  const api = createApi(service.url);
  const token = await requestToken(api, await addSchool(env));
  const pupil = { externalId: "1", firstName: "Wimpie", group: "4A" };
  const groups = [{ externalId: "4A", name: "4A" }];
  await api("putRoster", { token, body: { groups, teachers: [], pupils: [pupil] } });
  await api("bulkActivate", { token, body: { rows: [{ externalId: "1", emails: [email] }] } });
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  t.teardown(() => database.end());
  return { service, database };
}

t.test("with NODE_EXTRA_CA_CERTS and the name in the certificate mail is sent", async (t) => {
  const certificate = selfSigned(host);
  const path = join(t.testdir({}), "ca.pem");
  await writeFile(path, certificate.cert);
  for (const tls of [{ secure: true }, { startTls: true }]) {
    const smtp = await startSmtpServer(t, { ...tls, certificate, credentials });
    const parameters = `tls.servername=${host}${"startTls" in tls ? "&requireTLS=true" : ""}`;
    await invite(t, `${smtp.url}?${parameters}`, { NODE_EXTRA_CA_CERTS: path });
    t.ok(await until("mail", () => smtp.messagesTo(email)[0]));
  }
});

t.test("a wrong setting of the mail server is logged, and bounces no address", async (t) => {
  const certificate = selfSigned(host);
  const wrong = [
    { tls: { secure: true, certificate }, says: /"cause":"[^"]*certificate/ },
    { tls: {}, query: "?requireTLS=true", says: /"code":500/ },
    { tls: { credentials }, pass: "another", says: /"code":535/ },
  ];
  for (const { tls, says, query = "", pass = credentials.pass } of wrong) {
    const smtp = await startSmtpServer(t, tls);
    const url = `${smtp.url.replace(credentials.pass, pass)}${query}`;
    const { service, database } = await invite(t, url);
    const line = await until("line about the refusal", () => service.findLine(refused));
    t.match(line, says);
    t.match(line, /"level":"warn"/);
    t.notMatch(line, /example\.nl/);
    const { rows } = await database.query(
      "select bounced_at as bounced, outcome from home_addresses, mails",
    );
    t.strictSame(rows, [{ bounced: null, outcome: null }]);
    t.strictSame(smtp.messages, []);
    await service.killHard();
  }
});
