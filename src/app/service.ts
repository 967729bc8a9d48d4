// The composition root: builds everything once and closes it in reverse order. Used by production,
// tests and benchmarks.
import type { FastifyInstance } from "fastify";
import type { Config } from "../config/config.ts";
import type { Clock } from "../domain/clock.ts";
import type { Publisher } from "../domain/school/publisher.ts";
import type { SecurityEvent } from "../domain/security-event.ts";
import { createApp } from "../http/app.ts";
import { createMailDispatcher } from "../mail/mail-dispatcher.ts";
import { createMailResolver, createTakesMail, type MailResolver } from "../mail/mail-domains.ts";
import { createRelayLog } from "../mail/relay-log.ts";
import { createSmtpTransport } from "../mail/transport.ts";
import type { Logger } from "../observability/logger.ts";
import { createOutageLog } from "../observability/outage-log.ts";
import type { BreachedPasswords } from "../security/breached-passwords.ts";
import { type PasswordHashCost, passwordHashCost } from "../security/password-hash.ts";
import { systemRandom } from "../security/random.ts";
import { type FetchText, fetchText } from "../security/sns-topic.ts";
import { createWebhookVerifiers } from "../security/webhook-verifiers.ts";
import { createBackgroundJobs } from "./background-jobs.ts";
import { type Infrastructure, startInfrastructure } from "./infrastructure.ts";
import { prepareMonitoring } from "./monitoring.ts";
import { createPasswordList } from "./password-list.ts";
import { explainListenError } from "./ports.ts";
import { startSystemClock } from "./system-clock.ts";
import { openTombstoneFile } from "./tombstone-file.ts";
import { createUseCases, type UseCases } from "./use-cases.ts";

export interface Service {
  /** The URL on which it listens. */
  readonly url: string;
  readonly publicUrl: string;
  /** The URL for Prometheus; `undefined` without `METRICS_PORT`. */
  readonly metricsUrl: string | undefined;
  readonly app: FastifyInstance;
  readonly infrastructure: Infrastructure;
  readonly useCases: UseCases;
  /** Runs one pass of every background job. Resolves to whether any had work. */
  work(): Promise<boolean>;
  /**
   * Lets requests in flight end, then deliveries, and closes everything in reverse order.
   * Idempotent.
   */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly logger: Logger;
  /** Receives progress messages for people. */
  readonly onProgress: (message: string) => void;
  /**
   * Called when the service cannot continue: its embedded database ended, another process uses a secret key
   * that it does not have, or the list of breached passwords cannot be read.
   */
  readonly onFailure?: ((error: Error) => void) | undefined;
  /** Time to wait for a database that does not answer yet. */
  readonly databaseWaitMs?: number;
  /** Aborts that wait. */
  readonly signal?: AbortSignal | undefined;
  /** Replaces the database's clock. */
  readonly clock?: Clock;
  /** The clock of the machine, which the service corrects by the clock of the database. */
  readonly localNowMs?: () => number;
  /** Fetches the keys of Amazon SNS and confirms the subscription. */
  readonly fetchFromSns?: FetchText;
  /** Loads the list of breached passwords. A process that starts several services loads it once. */
  readonly loadBreachedPasswords?: () => Promise<BreachedPasswords>;
  /** Replaces the cost of a password hash. Only tests set it. */
  readonly passwordHashCost?: PasswordHashCost | undefined;
  /** Resolves the domains of addresses. */
  readonly mailResolver?: MailResolver;
  /** Replaces the launch URLs of the catalogue, in development. */
  readonly launchUrlOf?: (publisher: Publisher) => string;
  /** Lets webhooks call the own machine without encryption. Only tests set it. */
  readonly allowsLoopbackWebhooks?: boolean;
  /** Whether background jobs run by themselves; tests run them step by step. */
  readonly runsBackgroundJobs?: boolean;
  /**
   * Time during which open connections get a `Connection: close` after a stop; tests have no such
   * connections.
   */
  readonly drainMs?: number;
  /** Time for deliveries in flight after a stop; a busy machine needs longer in a test. */
  readonly deliveryGraceMs?: number;
}

const clockDiffers = "the clock of this machine differs from that of the database";
const unkeptStatements =
  "the pooler does not keep prepared statements, so none is prepared any more: set DATABASE_PREPARED_STATEMENTS=off";
const missingPipeline =
  "the database driver does not pipeline statements as expected, so they are sent one by one";
const databaseWaitMs = 30_000;
const deliveryGraceMaxMs = 5_000;
/** Time that a proxy under load needs to reuse a connection, or to notice that `/readyz` fails. */
const drainMaxMs = 1_000;

/**
 * Starts the service with an existing mail server. Throws on failure and then leaves nothing open.
 */
export async function startService(
  config: Config & { readonly smtpUrl: string },
  options: ServiceOptions,
): Promise<Service> {
  const { logger, onProgress, onFailure = () => {}, runsBackgroundJobs = true } = options;
  const { drainMs = drainMaxMs, deliveryGraceMs = deliveryGraceMaxMs } = options;
  const { fetchFromSns = fetchText, mailResolver = createMailResolver() } = options;
  await using opened = new AsyncDisposableStack();
  const random = systemRandom;
  const { publicUrl, homeUrl = publicUrl } = config;
  const outages = createOutageLog({ logger, nowMs: () => performance.now() });
  let isStopping = false;
  const onIdleError = (error: Error) => {
    // An embedded server that stops with the service ends its connections.
    if (!isStopping) outages.failed("database connection", error);
  };

  async function startClock(): Promise<Clock> {
    const started = await startSystemClock({
      db: infrastructure.db,
      onDifference: (offsetMs) => logger.warn({ offsetMs }, clockDiffers),
      ...(options.localNowMs && { localNowMs: options.localNowMs }),
    });
    opened.defer(started.stop);
    return started.clock;
  }

  const infrastructure = await startInfrastructure(config, {
    onProgress,
    onIdleError,
    onDatabaseEnded: onFailure,
    waitMs: options.databaseWaitMs ?? databaseWaitMs,
    signal: options.signal,
    onUnkeptStatements: () => logger.warn(unkeptStatements),
    onMissingPipeline: () => logger.warn(missingPipeline),
  });
  opened.defer(infrastructure.close);
  const { db, keys } = infrastructure;
  const clock = options.clock ?? (await startClock());
  const readPasswordList = createPasswordList({ logger, load: options.loadBreachedPasswords });

  const appendTombstones =
    config.tombstonesFile === undefined
      ? undefined
      : await openTombstoneFile(config.tombstonesFile, { keys, clock });

  const monitoring = await prepareMonitoring(config);
  const { metrics } = monitoring;
  const useCases = createUseCases({
    db,
    clock,
    random,
    keys,
    metrics,
    settings: config,
    passwordHashCost: options.passwordHashCost ?? passwordHashCost,
    allowsLoopbackWebhooks: options.allowsLoopbackWebhooks ?? false,
    appendTombstones,
    onUnknownKey: onFailure,
    reportFailedNotice: (failed) => logger.warn(failed, "webhook notice failed"),
    ...(options.launchUrlOf && { launchUrlOf: options.launchUrlOf }),
    readPasswordList,
    takesMail:
      config.mailDomainCheck === "on"
        ? createTakesMail({ resolver: mailResolver, clock })
        : async () => true,
    senders: createWebhookVerifiers({
      clock,
      fetchText: fetchFromSns,
      secret: config.mailEventsSecret,
      mailgunSigningKey: config.mailgunSigningKey,
      sesTopicArn: config.sesTopicArn,
    }),
  });

  const onScrapeError = (err: unknown) => logger.error({ err }, "metrics failed");
  const listener = await monitoring.start({ db, clock, useCases, onError: onScrapeError });
  if (listener) opened.defer(listener.stop);

  // Without its keys no child can log in or launch software, so the start fails.
  await useCases.signingKeys.prepare();
  await useCases.pseudonyms.prepare();
  await useCases.passwordEncryption.prepare();
  await useCases.throttle.prepare();

  const connectionsMax = config.smtpConnectionsMax;
  const transport = createSmtpTransport({
    url: config.smtpUrl,
    connectionsMax,
    ...(config.dkim && { dkim: config.dkim }),
  });
  opened.defer(() => transport.close());
  const dispatcher = createMailDispatcher({
    db,
    clock,
    random,
    keys,
    transport,
    connectionsMax,
    nowMs: () => performance.now(),
    report: createRelayLog({ logger, nowMs: () => performance.now() }),
    metrics,
    recordBounce: useCases.recordBounce,
    from: config.mailFrom,
    homeUrl,
    languages: config.languages,
  });
  const jobs = createBackgroundJobs({ useCases, dispatcher, outages });

  const isReady = async () => {
    if (isStopping) return false;
    try {
      await db.requireWritable();
      outages.succeeded("readiness", "database connection");
      return true;
    } catch (error) {
      outages.failed("readiness", error);
      return false;
    }
  };

  const { corsOrigins, trustedProxies, passwordLengthMin } = config;
  const app = await createApp({
    ...useCases,
    logger,
    metrics,
    publicUrl,
    homeUrl,
    clock,
    isReady,
    corsOrigins,
    trustedProxies,
    securityContact: config.securityContact,
    passwordLengthMin,
    noticeFacts: config,
    languages: config.languages,
    drainMs,
  });
  opened.defer(() => app.close());
  const url = await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
    throw explainListenError(error, { variable: "PORT", ...config });
  });
  const listRead = readPasswordList().catch(onFailure);
  opened.defer(async () => void (await listRead));
  const stopJobs = runsBackgroundJobs ? jobs.start() : async () => {};
  opened.defer(async () => {
    // Concurrently, so that a hanging mail server does not delay the stop. The transport closes
    // after the background jobs, so that claimed mails still leave.
    transport.hangUpAfter(deliveryGraceMs);
    await Promise.all([app.close(), stopJobs()]);
  });

  logger.info(
    { event: "sys_startup" satisfies SecurityEvent, url, metricsUrl: listener?.url },
    "started",
  );

  const resources = opened.move();
  let stopped: Promise<void> | undefined;
  const stop = () => {
    isStopping = true;
    stopped ??= resources.disposeAsync();
    return stopped;
  };
  return {
    url,
    publicUrl,
    metricsUrl: listener?.url,
    app,
    infrastructure,
    useCases,
    work: jobs.runOnce,
    stop,
  };
}
