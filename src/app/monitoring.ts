// Starts metrics if the configuration enables them. Otherwise neither the library is loaded nor a
// port opened.
import type { Config } from "../config/config.ts";
import type { Clock } from "../domain/clock.ts";
import { type Metrics, noMetrics } from "../domain/metrics.ts";
import type { MetricsListener } from "../observability/metrics/listener.ts";
import { type Database, execute } from "../store/database.ts";
import { readMailQueue } from "../store/mail/mail-queue.ts";
import { explainListenError } from "./ports.ts";
import type { UseCases } from "./use-cases.ts";

interface MonitoringDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly useCases: Pick<UseCases, "passwordHashLoad">;
  readonly onError: (error: unknown) => void;
}

export interface Monitoring {
  readonly metrics: Metrics;
  /**
   * Starts the metrics listener with gauges of the given parts; `undefined` when metrics are
   * disabled.
   */
  start(deps: MonitoringDependencies): Promise<MetricsListener | undefined>;
}

export async function prepareMonitoring({
  host,
  metricsPort: port,
}: Pick<Config, "host" | "metricsPort">): Promise<Monitoring> {
  if (port === undefined) return { metrics: noMetrics, start: async () => undefined };
  const { createPrometheus } = await import("../observability/metrics/prometheus.ts");
  const { createStateGauges } = await import("../observability/metrics/gauges.ts");
  const { startMetricsListener } = await import("../observability/metrics/listener.ts");
  const { metrics, registry } = createPrometheus();
  return {
    metrics,
    start: async ({ db, clock, useCases, onError }) => {
      const readStates = createStateGauges(registry, clock, {
        mailQueue: () => db.asService((tx) => execute(tx, readMailQueue())),
        connections: db.connections,
        passwordHashes: useCases.passwordHashLoad,
      });
      return await startMetricsListener({ host, port, registry, readStates, onError }).catch(
        (error: unknown) => {
          throw explainListenError(error, { variable: "METRICS_PORT", host, port });
        },
      );
    },
  };
}
