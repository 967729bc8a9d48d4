import t, { type Test } from "tap";
import {
  environmentOf,
  type ServiceProcess,
  startServiceProcess,
} from "../../integration/service-process.ts";
import { until } from "../../integration/until.ts";
import { startCollector } from "../../support/collector.ts";
import { createTestDatabase } from "../../support/database.ts";
import { startSmtpServer } from "../../support/smtp-server.ts";

const loadsOpenTelemetry = "Loads OpenTelemetry";
/** Reports every OpenTelemetry file that the process loads. */
const watchLoading = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({
    load(url, context, nextLoad) {
      if (/opentelemetry|fastify.otel/.test(url)) process._rawDebug("${loadsOpenTelemetry}");
      return nextLoad(url, context);
    },
  });
`)}`;

async function prepare(t: Test) {
  const smtp = await startSmtpServer(t);
  const { NODE_OPTIONS = "", ...env } = environmentOf(await createTestDatabase(t), smtp.url);
  return { ...env, NODE_OPTIONS: `${NODE_OPTIONS} ${watchLoading}` };
}

async function stop(service: ServiceProcess) {
  service.kill("SIGTERM");
  await until("end", () => service.exitCode !== undefined || undefined);
  return service.exitCode;
}

t.test("a collector that hangs delays no response and no shutdown, and is logged", async (t) => {
  const collector = await startCollector(t);
  collector.hang();
  const service = await startServiceProcess(t, {
    ...(await prepare(t)),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  t.equal((await fetch(`${service.url}/problems`)).status, 200);
  t.equal(await stop(service), 0);
  t.equal(collector.bodies.length, 1, "the collector received a request");
  t.ok(service.hasSaid("trace export failed"));
  t.ok(service.hasSaid(loadsOpenTelemetry));
});

t.test("without a collector no OpenTelemetry file is loaded", async (t) => {
  const service = await startServiceProcess(t, await prepare(t));
  t.equal((await fetch(`${service.url}/problems`)).status, 200);
  t.equal(await stop(service), 0);
  t.notOk(service.hasSaid(loadsOpenTelemetry));
});
