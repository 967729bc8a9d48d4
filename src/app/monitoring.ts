// Counting and showing, put together when the configuration asks for it. Without it neither the
// library nor a port is there.
import type { Config } from "../config/config.ts";
import type { Clock } from "../domain/clock.ts";
import { type Metrics, noMetrics } from "../domain/metrics.ts";
import type { MetricsListener } from "../observability/metrics/listener.ts";
import type { Database } from "../store/database.ts";
import { readMailQueue } from "../store/mail/mail-queue.ts";
import type { UseCases } from "./use-cases.ts";

interface MonitoringDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly useCases: Pick<UseCases, "passwordHashLoad">;
  readonly onError: (error: unknown) => void;
}

export interface Monitoring {
  readonly metrics: Metrics;
  /** Shows what has been counted, with the state of all that is passed; `undefined` where nobody asked. */
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
        mailQueue: () => db.asService(readMailQueue),
        connections: db.connections,
        passwordHashes: useCases.passwordHashLoad,
      });
      return await startMetricsListener({ host, port, registry, readStates, onError });
    },
  };
}
