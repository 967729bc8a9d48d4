// The composition root: builds everything once and closes it in reverse. Production, tests and
// benchmarks all stand on it.
import type { FastifyInstance } from "fastify";
import type { Config } from "../config/config.ts";
import type { Clock } from "../domain/clock.ts";
import type { SecurityEvent } from "../domain/security-event.ts";
import { createApp } from "../http/app.ts";
import { createMailDispatcher } from "../mail/mail-dispatcher.ts";
import { createMailResolver, createTakesMail, type MailResolver } from "../mail/mail-domains.ts";
import { startPoller } from "../mail/poller.ts";
import { createRelayLog } from "../mail/relay-log.ts";
import { createSmtpTransport } from "../mail/transport.ts";
import type { Logger } from "../observability/logger.ts";
import { createOutageLog, type Part } from "../observability/outage-log.ts";
import { loadBreachedPasswords } from "../security/breached-passwords.ts";
import { passwordHashCost } from "../security/password-hash.ts";
import { systemRandom } from "../security/random.ts";
import { type FetchText, fetchText } from "../security/sns-topic.ts";
import { createWebhookVerifiers } from "../security/webhook-verifiers.ts";
import { startBackgroundLoop } from "./background-loop.ts";
import { type Infrastructure, startInfrastructure } from "./infrastructure.ts";
import { prepareMonitoring } from "./monitoring.ts";
import { startSystemClock } from "./system-clock.ts";
import { createUseCases, type UseCases } from "./use-cases.ts";

export interface Service {
  /** Where it listens. */
  readonly url: string;
  readonly publicUrl: string;
  /** Where Prometheus finds its numbers; `undefined` without `METRICS_PORT`. */
  readonly metricsUrl: string | undefined;
  readonly app: FastifyInstance;
  readonly foundation: Infrastructure;
  readonly useCases: UseCases;
  /** One step of all work that waits: requests for links, reminders, mail, what is kept no longer. Whether there was any. */
  work(): Promise<boolean>;
  /** Lets what is under way end, requests before mail, and closes all in reverse. May be called again. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly logger: Logger;
  /** Gets sentences for people. */
  readonly onProgress: (message: string) => void;
  /** The embedded database ended by itself: the service cannot go on. */
  readonly onDatabaseEnded?: ((error: Error) => void) | undefined;
  /** How long to wait for a database that does not answer yet. */
  readonly databaseWaitMs?: number;
  /** Ends that wait. */
  readonly signal?: AbortSignal | undefined;
  /** In place of the database's clock. */
  readonly clock?: Clock;
  /** The clock of the machine, which the service corrects by that of the database. */
  readonly localNowMs?: () => number;
  /** Reads the keys of Amazon SNS and accepts its subscription. */
  readonly fetchFromSns?: FetchText;
  /** Asks DNS about the domains of addresses. */
  readonly mailResolver?: MailResolver;
  /** Whether the service does by itself what waits; a test does it step by step. */
  readonly worksByItself?: boolean;
  /** How long callers have to hear of a stop on connections that they keep; a test has none such. */
  readonly drainMs?: number;
}

const clockDiffers = "the clock of this machine differs from that of the database";
const unkeptStatements =
  "the pooler does not keep prepared statements, so none is prepared any more: set DATABASE_PREPARED_STATEMENTS=off";
const databaseWaitMs = 30_000;
const idleMs = 1_000;
/** Each waits for the database most of its time; the others leave connections to who calls. */
const linkRequestsAtOnce = 4;
const deliveryGraceMs = 5_000;
/** What a proxy under load takes to use a connection again, or to see that `/readyz` fails. */
const drainMaxMs = 1_000;

/** Starts the service on a mail server that is there. Throws when it cannot; nothing stays open then. */
export async function startService(
  config: Config & { readonly smtpUrl: string },
  options: ServiceOptions,
): Promise<Service> {
  const { logger, onProgress, onDatabaseEnded, worksByItself = true } = options;
  const { drainMs = drainMaxMs } = options;
  const { fetchFromSns = fetchText, mailResolver = createMailResolver() } = options;
  await using opened = new AsyncDisposableStack();
  const random = systemRandom;
  const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
  const homeUrl = config.homeUrl ?? publicUrl;
  const outages = createOutageLog({ logger, nowMs: () => performance.now() });
  const onIdleError = (error: Error) => outages.failed("database connection", error);

  async function startClock(): Promise<Clock> {
    const started = await startSystemClock({
      db: foundation.db,
      onDifference: (offsetMs) => logger.warn({ offsetMs }, clockDiffers),
      ...(options.localNowMs && { localNowMs: options.localNowMs }),
    });
    opened.defer(started.stop);
    return started.clock;
  }

  const foundation = await startInfrastructure(config, {
    onProgress,
    onIdleError,
    onDatabaseEnded,
    waitMs: options.databaseWaitMs ?? databaseWaitMs,
    signal: options.signal,
    onUnkeptStatements: () => logger.warn(unkeptStatements),
  });
  opened.defer(foundation.close);
  const { db, keys } = foundation;
  const clock = options.clock ?? (await startClock());
  const breachedPasswords = await loadBreachedPasswords();
  const { count, sha256 } = breachedPasswords;
  logger.info({ count, sha256 }, "breached passwords loaded");

  const monitoring = await prepareMonitoring(config);
  const { metrics } = monitoring;
  const useCases = createUseCases({
    db,
    clock,
    random,
    keys,
    metrics,
    settings: config,
    passwordHashCost,
    isBreached: breachedPasswords.has,
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

  // Without its keys no child comes in or opens software: better no start than that.
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
  const { linkRequests, reminders, retention, recordBounce } = useCases;
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
    recordBounce,
    from: config.mailFrom,
    homeUrl,
  });
  // Each goes its own way: what hangs in one of them holds up none of the others.
  const jobs: { readonly part: Part; readonly step: () => Promise<boolean> }[] = [
    ...Array.from({ length: linkRequestsAtOnce }, () => ({
      part: "link requests" as const,
      step: linkRequests.answerNext,
    })),
    { part: "reminders", step: reminders.step },
    { part: "password encryption", step: useCases.passwordEncryption.step },
    { part: "retention", step: async () => (await retention.step()) === "unfinished" },
  ];
  const work = async () => {
    const steps = [...jobs.map(({ step }) => step()), dispatcher.dispatch()];
    return (await Promise.all(steps)).includes(true);
  };

  let isStopping = false;
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
    clock,
    isReady,
    corsOrigins,
    trustedProxies,
    securityContact: config.securityContact,
    passwordLengthMin,
    drainMs,
  });
  opened.defer(() => app.close());
  const url = await app.listen({ host: config.host, port: config.port });
  const startJob = ({ part, step }: (typeof jobs)[number]) =>
    startBackgroundLoop({
      step,
      idleMs,
      onError: (error) => outages.failed(part, error),
      onSuccess: () => outages.succeeded(part, "database connection"),
    });
  const startMail = () =>
    startPoller({
      dispatcher,
      idleMs,
      onError: (error) => outages.failed("mail", error),
      onSuccess: () => outages.succeeded("mail", "database connection"),
    });
  const workers = worksByItself ? [...jobs.map(startJob), startMail()] : [];
  opened.defer(async () => {
    // Side by side, and a mail server that hangs does not hold up the end. A mail that is claimed
    // already still leaves: the transport closes after the workers.
    transport.hangUpAfter(deliveryGraceMs);
    await Promise.all([app.close(), ...workers.map((worker) => worker.stop())]);
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
  return { url, publicUrl, metricsUrl: listener?.url, app, foundation, useCases, work, stop };
}
