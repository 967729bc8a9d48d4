import t from "tap";
import {
  type Environment,
  environmentOf,
  startServiceProcess,
} from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createTestDatabase } from "../support/database.ts";
import { startSmtpServer } from "../support/smtp-server.ts";

/** A service in which a promise rejects at a signal, without a handler. */
const failAtSignal = `--import=data:text/javascript,${encodeURIComponent(
  'process.once("SIGUSR2", () => void Promise.reject(new TypeError("of nobody")));',
)}`;

t.test("an unhandled rejection is logged, and the process exits with 1", async (t) => {
  const smtp = await startSmtpServer(t);
  const { NODE_OPTIONS = "", ...env } = environmentOf(await createTestDatabase(t), smtp.url);
  const service = await startServiceProcess(t, {
    ...env,
    NODE_OPTIONS: `${NODE_OPTIONS} ${failAtSignal}`,
  });
  service.kill("SIGUSR2");
  t.equal(await until("end", () => service.exitCode), 1);
  t.ok(service.hasSaid('"level":"fatal"') && service.hasSaid('"type":"TypeError"'));
  t.ok(service.hasSaid('"stopped"'), "after the requests in flight");
});

t.test("a process stops when another one uses a SECRET_KEY that it does not have", async (t) => {
  const smtp = await startSmtpServer(t);
  const env = environmentOf(await createTestDatabase(t), smtp.url);
  const next = "a newer secret key for tests alone, of enough bytes";
  const start = (keys: Environment) => startServiceProcess(t, { ...env, ...keys });
  const forgotten = await start({});
  const told = await start({ SECRET_KEY_NEXT: next });
  const rotated = await start({ SECRET_KEY: next, SECRET_KEY_PREVIOUS: env["SECRET_KEY"] });
  t.equal(await until("end", () => forgotten.exitCode), 1);
  t.ok(forgotten.hasSaid("Another process of this service uses a SECRET_KEY"));
  t.equal(told.exitCode, undefined, "a process that knows the next key goes on");
  t.equal(rotated.exitCode, undefined);
});
