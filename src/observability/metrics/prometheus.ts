// Metrics for Prometheus. Counters are incremented on events; gauges are read on each scrape.
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { noticeOutcomes } from "../../domain/feed/webhook.ts";
import { loginWays, type Metrics, mailResults } from "../../domain/metrics.ts";

export interface Prometheus {
  readonly metrics: Metrics;
  readonly registry: Registry;
}

/**
 * From a cheap read to the timeout of a request; a login includes a hash of tens of milliseconds.
 */
const durationBucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * Creates a registry for each service, with the metrics of the process: memory, processor, event
 * loop.
 */
export function createPrometheus(): Prometheus {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: "thuisinlog_http_request_duration_seconds",
    help: "How long requests took, by route and status.",
    labelNames: ["method", "route", "status"],
    buckets: durationBucketsSeconds,
    registers,
  });
  const logins = new Counter({
    name: "thuisinlog_logins_total",
    help: "Tries to log in at home, by way and by how they ended.",
    labelNames: ["way", "result"],
    registers,
  });
  const activations = new Counter({
    name: "thuisinlog_activations_total",
    help: "Tries to make a password with a link, by how they ended.",
    labelNames: ["result"],
    registers,
  });
  const throttled = new Counter({
    name: "thuisinlog_throttled_total",
    help: "Tries that had to wait because of those before, by the policy that says so.",
    labelNames: ["policy"],
    registers,
  });
  const mails = new Counter({
    name: "thuisinlog_mails_total",
    help: "Attempts to send a mail, by what came of them.",
    labelNames: ["result"],
    registers,
  });
  const notices = new Counter({
    name: "thuisinlog_webhook_notices_total",
    help: "Deliveries of a notice to a webhook, by how they ended.",
    labelNames: ["result"],
    registers,
  });

  // A series that starts at its first event hides that event from `rate`.
  for (const result of mailResults) mails.inc({ result }, 0);
  for (const result of noticeOutcomes) notices.inc({ result }, 0);
  for (const way of loginWays) logins.inc({ way, result: "success" }, 0);
  activations.inc({ result: "success" }, 0);

  return {
    registry,
    metrics: {
      countRequest: ({ method, route = "none", status, seconds }) =>
        requests.observe({ method, route, status }, seconds),
      countLogin: (way, result) => logins.inc({ way, result }),
      countActivation: (result) => activations.inc({ result }),
      countThrottled: (policy) => throttled.inc({ policy }),
      countMail: (result) => mails.inc({ result }),
      countNotice: (result) => notices.inc({ result }),
    },
  };
}
