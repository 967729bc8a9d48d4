// The process: configuration, start, signals, exit code.
import { type Config, readConfig } from "../config/config.ts";
import type { SecurityEvent } from "../domain/security-event.ts";
import { createLogDestination } from "../observability/log-destination.ts";
import { createLogLines } from "../observability/log-format.ts";
import { createLogger, type Logger } from "../observability/logger.ts";
import { requireFreeResources } from "./preflight.ts";
import type { Service } from "./service.ts";

const stopTimeoutMs = 10_000;
/** For a start that a signal interrupts; longer than a busy machine needs. */
const startTimeoutMs = 60_000;
/** For a leaked handle that keeps the process alive; longer than the log needs to flush. */
const endTimeoutMs = 5_000;

interface Process {
  readonly logger: Logger;
  readonly onProgress: (message: string) => void;
  /** Stops the service, and ends the process with code 1. */
  readonly fail: (error: Error) => void;
  /** Aborted when the process receives a stop signal. */
  readonly signal: AbortSignal;
}

async function main(config: Config): Promise<void> {
  const destination = createLogDestination((lines) => logger.warn({ lines }, "log lines dropped"));
  const isTerminal = process.stdout.isTTY === true;
  const lines = await createLogLines(destination, { config, isTerminal });
  const logger: Logger = createLogger(config.logLevel, lines);
  // Through the same buffer as the log, so that the last message of a start comes after its log lines.
  const onProgress = (message: string) => void destination.write(`${message}\n`);

  const stopping = new AbortController();
  const stop = async (cause: object) => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    logger.info({ event: "sys_shutdown" satisfies SecurityEvent, ...cause }, "stopping");
    const exitAfter = (ms: number) => setTimeout(() => process.exit(1), ms).unref();
    // Wait for the start: an exit before it completes would leave an embedded database running.
    const untilStarted = exitAfter(startTimeoutMs);
    const service = await starting.catch(() => undefined);
    clearTimeout(untilStarted);
    const untilStopped = exitAfter(stopTimeoutMs);
    await service?.stop();
    clearTimeout(untilStopped);
    logger.info("stopped");
    destination.finish();
    exitAfter(endTimeoutMs);
  };
  const fail = (err: Error) => {
    process.exitCode = 1;
    logger.fatal({ err }, "failed");
    stop({});
  };
  const starting = start(config, { logger, onProgress, fail, signal: stopping.signal });
  // SIGHUP: the terminal was closed.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.once(signal, () => stop({ signal }));
  }
  // An uncaught exception or unhandled rejection (ASVS 16.5.4): requests in flight end, and the
  // supervisor restarts the process.
  process.once("uncaughtException", fail);
  starting.catch(destination.finish);
  await starting;
}

/** Dynamic import, because tracing must patch modules while they load. */
async function start(config: Config, context: Process): Promise<Pick<Service, "stop">> {
  await requireFreeResources(config);
  const tracing = await prepareTracing(config, context.logger);
  const service = await startService(config, context);
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
  const { startTracing } = await import("../observability/tracing/tracing.ts");
  const onError = (err: unknown) => logger.warn({ err }, "trace export failed");
  return startTracing({ endpoint, headers, serviceName, onError });
}

async function startService(config: Config, context: Process) {
  const { smtpUrl, databaseUrl } = config;
  const { fail: onFailure, ...others } = context;
  const options = { ...others, onFailure };
  if (smtpUrl !== undefined && databaseUrl !== undefined) {
    const { startService } = await import("./service.ts");
    return await startService({ ...config, smtpUrl }, options);
  }
  const { startForDevelopment } = await import("../development/start.ts");
  return await startForDevelopment(config, options);
}

/** A failed connection to several addresses is an AggregateError with an empty message. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== "") return error.message;
  return error instanceof AggregateError ? sentenceOf(error.errors[0]) : error.name;
}

try {
  await main(readConfig(process.env));
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${sentenceOf(error)}\n`);
}
