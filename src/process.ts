// The process: configuration, start, signals, exit code.
import { type Config, readConfig } from "./config.ts";
import { startForDevelopment } from "./development/start.ts";
import type { SecurityEvent } from "./domain/security-event.ts";
import { giveBackWhatLoadingTook } from "./heap.ts";
import { createLogger } from "./logger.ts";
import { startService } from "./startup.ts";

const stopTimeoutMs = 10_000;
const onProgress = (message: string) => process.stdout.write(`${message}\n`);

async function main(config: Config): Promise<void> {
  const logger = createLogger(config.logLevel);
  const { smtpUrl, databaseUrl } = config;
  const isComplete = smtpUrl !== undefined && databaseUrl !== undefined;
  const starting = isComplete
    ? startService({ ...config, smtpUrl }, { logger, onProgress })
    : startForDevelopment(config, { logger, onProgress });

  const stop = async (signal: NodeJS.Signals) => {
    logger.info({ event: "sys_shutdown" satisfies SecurityEvent, signal }, "stopping");
    // Whatever hangs: an orchestrator does not wait for ever either.
    setTimeout(() => process.exit(1), stopTimeoutMs).unref();
    // What has begun to start is stopped once it is there: a database of its own would live on.
    const service = await starting.catch(() => undefined);
    await service?.stop();
    logger.info("stopped");
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
  await starting;
  giveBackWhatLoadingTook();
}

try {
  await main(readConfig(process.env));
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
}
