import t from "tap";
import { environmentOf, startServiceProcess } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createTestDatabase } from "../support/database.ts";
import { startSmtpServer } from "../support/smtp-server.ts";

/** Something in it fails at a signal, and nobody waits for it. */
const failAtSignal = `--import=data:text/javascript,${encodeURIComponent(
  'process.once("SIGUSR2", () => void Promise.reject(new TypeError("of nobody")));',
)}`;

t.test(
  "a failure that nobody caught is told in the log, and the process ends with 1",
  async (t) => {
    const smtp = await startSmtpServer(t);
    const { NODE_OPTIONS = "", ...env } = environmentOf(await createTestDatabase(t), smtp.url);
    const service = await startServiceProcess(t, {
      ...env,
      NODE_OPTIONS: `${NODE_OPTIONS} ${failAtSignal}`,
    });
    service.kill("SIGUSR2");
    t.equal(await until("end", () => service.exitCode), 1);
    t.ok(service.hasSaid('"level":"fatal"') && service.hasSaid('"type":"TypeError"'));
    t.ok(service.hasSaid('"stopped"'), "after what was under way");
  },
);
