import t from "tap";
import { createLogLines, type LogFormat } from "../../src/observability/log-format.ts";
import { createLogger } from "../../src/observability/logger.ts";

interface Situation {
  readonly environment?: "development" | "production";
  readonly logFormat?: LogFormat;
  readonly isTerminal?: boolean;
}

const notInstalled = async () => {
  throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
};

/** Returns a logger, and what it wrote. */
async function loggerIn(
  { environment = "development", logFormat, isTerminal = false }: Situation,
  loadPretty?: typeof notInstalled,
) {
  const written: string[] = [];
  const destination = { write: (text: string) => void written.push(text) };
  const lines = await createLogLines(destination, {
    config: { environment, logFormat },
    isTerminal,
    ...(loadPretty && { loadPretty }),
  });
  return { logger: createLogger("info", lines), written };
}

async function isJson(situation: Situation): Promise<boolean> {
  const { logger, written } = await loggerIn(situation);
  logger.info("started");
  return written.length === 1 && `${written[0]}`.startsWith('{"level":"info"');
}

t.test("log lines are text only in a terminal of development, or by LOG_FORMAT", async (t) => {
  t.notOk(await isJson({ isTerminal: true }));
  t.notOk(await isJson({ logFormat: "text" }));
  t.ok(await isJson({}), "a pipe");
  t.ok(await isJson({ isTerminal: true, logFormat: "json" }));
  t.ok(await isJson({ isTerminal: true, environment: "production" }));
});

t.test("a text line of a request shows time, method, route, status and duration", async (t) => {
  const { logger, written } = await loggerIn({ logFormat: "text" });
  const request = { method: "PUT", route: "/v1/roster", status: 200, ms: 128 };
  logger.info({ brin: "99XX", clientId: "id", reqId: "id", ...request }, "request");
  logger.info({ method: "GET", status: 404, ms: 1 }, "request");
  logger.info({ event: "sys_shutdown" }, "stopping");
  for (const [index, expected] of [
    /^\[\d\d:\d\d:\d\d\] INFO: PUT \/v1\/roster 200 in 128 ms \{"brin":"99XX"\}\n$/,
    /INFO: GET \(unknown path\) 404 in 1 ms\n$/,
    /INFO: stopping \{"event":"sys_shutdown"\}\n$/,
  ].entries()) {
    t.match(written[index], expected);
  }
  t.equal(written.length, 3);
});

t.test("a text line of an error shows its type, code, message and stack", async (t) => {
  const { logger, written } = await loggerIn({ logFormat: "text" });
  logger.error({ err: Object.assign(new Error("connect failed"), { code: "X1" }) }, "not ready");
  for (const part of ["ERROR: not ready", '"code": "X1"', "connect failed", "log-format.test.ts"]) {
    t.match(written.join(""), part);
  }
});

t.test(
  "without pino-pretty a terminal gets JSON, and LOG_FORMAT=text fails with a sentence",
  async (t) => {
    const { logger, written } = await loggerIn({ isTerminal: true }, notInstalled);
    logger.info("started");
    t.match(written[0], /^\{"level":"info"/);
    await t.rejects(loggerIn({ logFormat: "text" }, notInstalled), {
      message: /^LOG_FORMAT text needs .*npm install/,
    });
  },
);
