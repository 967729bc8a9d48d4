// `npm run test:compose`: builds and starts docker-compose.yml, makes a school and a client in the
// container, runs the black-box tests against it, and takes everything down.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { portsOf, requireFreePort } from "../../src/app/ports.ts";
import { until } from "../integration/until.ts";
import { type Containers, findEngine } from "./engine.ts";

const root = new URL("../../", import.meta.url);
const url = "http://localhost:3000";
const mailboxUrl = "http://localhost:1080";
/** Long, because a first start creates the database while the machine may build images. */
const healthyMaxMs = 300_000;

/** Files that use the running service; the others of test/integration start processes. */
const tests = [
  "test/compose/*.compose.ts",
  "test/integration/main-job.test.ts",
  "test/integration/races.test.ts",
];

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());

process.exitCode = await main();

async function main(): Promise<number> {
  // A service of `npm start` would be tested instead.
  const ports = {
    host: "127.0.0.1",
    port: 3000,
    metricsPort: undefined,
    mailboxPort: 1080,
    publisherPort: 0,
  };
  for (const use of portsOf({ ...ports, smtpUrl: undefined, databaseUrl: undefined }))
    await requireFreePort(use);
  const containers = await findEngine(root);
  say(`Using ${containers.name}`);
  try {
    await containers.compose("build", "thuisinlog", "mailbox");
    // Not every compose waits for `depends_on`.
    for (const services of [["database", "mailbox"], ["thuisinlog"]]) {
      stopping.signal.throwIfAborted();
      await containers.compose("up", "-d", ...services);
      for (const service of services) await untilHealthy(containers, service);
    }
    const brin = "01AA";
    await containers.cli("school", "add", "--brin", brin, "--name", "De Regenboog");
    const client = await containers.cli("client", "add", "--brin", brin, "--role", "coordinator");
    say(`School ${brin} and a client are made in the container`);
    return await runTests(client);
  } catch (error) {
    say((error as Error).message);
    return 1;
  } finally {
    await containers.compose("down", "--volumes");
  }
}

async function untilHealthy(containers: Containers, service: string): Promise<void> {
  const container = await containers.container(service);
  const look = async () => {
    stopping.signal.throwIfAborted();
    return (await containers.isHealthy(container)) || undefined;
  };
  try {
    await until(`healthy container of ${service}`, look, healthyMaxMs);
  } catch (error) {
    say(await containers.logs(container));
    throw error;
  }
  say(`${service} is healthy`);
}

async function runTests(client: Readonly<Record<string, string>>): Promise<number> {
  const env = {
    ...process.env,
    SERVICE_URLS: url,
    MAILBOX_URL: mailboxUrl,
    CLIENT_ID: client["clientId"],
    CLIENT_SECRET: client["clientSecret"],
  };
  const { signal } = stopping;
  const child = spawn("tap", ["--jobs=1", ...tests], { cwd: root, env, stdio: "inherit", signal });
  child.on("error", (error) => say(error.message));
  const [code] = await once(child, "close");
  return code ?? 1;
}

function say(message: string): void {
  process.stdout.write(`\n== ${message}\n`);
}
