// The process: configuration, start, signals, exit code.
import { type Config, readConfig } from "./config.ts";
import type { SecurityEvent } from "./domain/security-event.ts";
import { createLogger, type Logger } from "./logger.ts";
import type { Service } from "./startup.ts";

const stopTimeoutMs = 10_000;
const onProgress = (message: string) => process.stdout.write(`${message}\n`);

async function main(config: Config): Promise<void> {
  const logger = createLogger(config.logLevel);
  const starting = start(config, logger);

  const stop = async (cause: object) => {
    logger.info({ event: "sys_shutdown" satisfies SecurityEvent, ...cause }, "stopping");
    // Whatever hangs: an orchestrator does not wait for ever either.
    setTimeout(() => process.exit(1), stopTimeoutMs).unref();
    // What has begun to start is stopped once it is there: a database of its own would live on.
    const service = await starting.catch(() => undefined);
    await service?.stop();
    logger.info("stopped");
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop({ signal }));
  // What nobody caught, of a promise too (ASVS 16.5.4): what is under way ends, and somebody starts anew.
  process.once("uncaughtException", (err) => {
    logger.fatal({ err }, "failed");
    process.exitCode = 1;
    stop({});
  });
  await starting;
}

/** Loads the service only here: what is traced has to be changed while it loads. */
async function start(config: Config, logger: Logger): Promise<Pick<Service, "stop">> {
  const tracing = await prepareTracing(config, logger);
  const service = await startWithWhatIsMissing(config, logger);
  return {
    stop: async () => {
      await service.stop();
      await tracing?.stop();
    },
  };
}

async function prepareTracing(config: Config, logger: Logger) {
  const { otlpEndpoint: endpoint, otlpHeaders: headers, otelServiceName: serviceName } = config;
  if (endpoint === undefined) return undefined;
  const { startTracing } = await import("./tracing/tracing.ts");
  const onError = (err: unknown) => logger.warn({ err }, "traces not taken");
  return startTracing({ endpoint, headers, serviceName, onError });
}

async function startWithWhatIsMissing(config: Config, logger: Logger) {
  const { smtpUrl, databaseUrl } = config;
  if (smtpUrl !== undefined && databaseUrl !== undefined) {
    const { startService } = await import("./startup.ts");
    return await startService({ ...config, smtpUrl }, { logger, onProgress });
  }
  const { startForDevelopment } = await import("./development/start.ts");
  return await startForDevelopment(config, { logger, onProgress });
}

try {
  await main(readConfig(process.env));
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
}
