// Metrics of a running service. test/http/outages.test.ts covers a database that is down.
import t from "tap";
import { createTestDatabase } from "../../support/database.ts";
import { father, mother, password, startFamily } from "../../support/families/family.ts";
import { startTestService } from "../../support/service.ts";

const withMetrics = { METRICS_PORT: "0" };

async function scrape(url: string | undefined): Promise<string> {
  const answer = await fetch(`${url}`);
  if (answer.status !== 200) throw new Error(`Metrics answered ${answer.status}.`);
  return await answer.text();
}

/** The value of one series, by its name and labels as Prometheus writes them. */
function readSeries(text: string, series: string): number | undefined {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

t.test("logins, activations and mails are counted by outcome", async (t) => {
  const { api, linkOf, metricsUrl } = await startFamily(t, withMetrics);
  const token = await linkOf("Wimpie", father);
  await api("activate", { body: { token, password: "12345678" } });
  await api("activate", { body: { token, password } });
  await api("createHomeSession", { body: { email: father, password } });
  for (let index = 0; index < 7; index += 1) {
    await api("createHomeSession", { body: { email: mother, password: "niet dit" } });
  }
  const text = await scrape(metricsUrl);
  const expected = {
    'thuisinlog_activations_total{result="password-rejected"}': 1,
    'thuisinlog_activations_total{result="success"}': 1,
    'thuisinlog_logins_total{way="password",result="success"}': 1,
    'thuisinlog_logins_total{way="password",result="wrong-email-or-password"}': 6,
    'thuisinlog_logins_total{way="password",result="too-many-requests"}': 1,
    'thuisinlog_throttled_total{policy="login by address"}': 1,
    'thuisinlog_mails_total{result="sent"}': 2,
    'thuisinlog_http_request_duration_seconds_count{method="POST",route="/v1/activations",status="201"}': 1,
  };
  for (const [series, value] of Object.entries(expected)) {
    t.equal(readSeries(text, series), value, series);
  }
});

t.test("gauges show the current mail, connections, hashes and process", async (t) => {
  const service = await startFamily(t, withMetrics);
  const { api, linkOf, metricsUrl, smtp } = service;
  t.equal(readSeries(await scrape(metricsUrl), "thuisinlog_mails_waiting"), 0);
  t.equal(readSeries(await scrape(metricsUrl), "thuisinlog_mail_oldest_age_seconds"), 0);

  await api("activate", { body: { token: await linkOf("Wimpie", father), password } });
  service.advance(600);
  let text = await scrape(metricsUrl);
  t.equal(readSeries(text, "thuisinlog_mails_waiting"), 1);
  t.equal(readSeries(text, "thuisinlog_mail_oldest_age_seconds"), 600);
  t.equal(readSeries(text, "thuisinlog_mail_overdue_seconds"), 600, "no dispatcher runs");

  smtp.behave("reject-message-452");
  await service.dispatchAll();
  text = await scrape(metricsUrl);
  t.equal(readSeries(text, "thuisinlog_mail_oldest_age_seconds"), 600);
  t.equal(readSeries(text, "thuisinlog_mail_overdue_seconds"), 0, "a retry is scheduled");
  t.equal(readSeries(text, 'thuisinlog_mails_total{result="deferred"}'), 1);

  t.equal(readSeries(text, "thuisinlog_database_up"), 1);
  t.equal(readSeries(text, 'thuisinlog_database_connections{state="in use"}'), 0);
  t.ok(Number(readSeries(text, 'thuisinlog_database_connections{state="idle"}')) > 0);
  t.equal(readSeries(text, "thuisinlog_database_connections_awaited"), 0);
  t.equal(readSeries(text, 'thuisinlog_password_hashes{state="waiting"}'), 0);
  t.ok(Number(readSeries(text, "process_resident_memory_bytes")) > 0);
  t.match(text, /^nodejs_eventloop_lag_p99_seconds \d/m);
});

t.test("no label holds caller input or personal data", async (t) => {
  const { api, linkOf, metricsUrl, url } = await startFamily(t, withMetrics);
  await api("activate", { body: { token: await linkOf("Wimpie", father), password } });
  // V8 adds a series at the first garbage collection of each kind.
  const isOurs = (line: string) => !line.startsWith("nodejs_gc_");
  const seriesOf = async () => (await scrape(metricsUrl)).split("\n").filter(isOurs).length;
  await fetch(`${url}/invented/0`);
  await fetch(`${url}/v1/groups/0`);
  const before = await seriesOf();
  for (let index = 1; index < 20; index += 1) {
    await fetch(`${url}/invented/${index}?email=${mother}`);
    await fetch(`${url}/v1/groups/${index}`);
  }
  t.equal(await seriesOf(), before);
  const text = await scrape(metricsUrl);
  t.notMatch(text, /home\.nl|Wimpie|Fatima|invented|fietsbel/);
});

t.test("metrics have a separate port, only if it is configured", async (t) => {
  const databaseUrl = await createTestDatabase(t);
  const silent = await startTestService(t, {}, databaseUrl);
  t.equal(silent.metricsUrl, undefined);
  t.equal((await fetch(`${silent.url}/metrics`)).status, 404);
  await silent.stop();

  const service = await startTestService(t, withMetrics, databaseUrl);
  t.equal((await fetch(`${service.url}/metrics`)).status, 404);
  const metricsUrl = `${service.metricsUrl}`;
  t.equal(new URL(metricsUrl).hostname, "127.0.0.1");
  t.equal((await fetch(new URL("/", metricsUrl))).status, 404);
  t.equal((await fetch(metricsUrl, { method: "POST" })).status, 405);
  await service.stop();
  await t.rejects(fetch(metricsUrl), "the port closes with the service");
});
