// Assembles the parts that send mail.
import type { Clock } from "../domain/clock.ts";
import type { PageLanguage } from "../domain/language/page-language.ts";
import type { Metrics } from "../domain/metrics.ts";
import type { Random } from "../security/random.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import type { Database } from "../store/database.ts";
import { createConcurrencyLimit } from "./concurrency-limit.ts";
import { createDispatcher, type Dispatcher } from "./dispatcher.ts";
import { createRelay, type RelayReport } from "./relay.ts";
import { createSettlement, type RecordMailBounce } from "./settlement.ts";
import type { MailTransport } from "./transport.ts";

/**
 * `least` keeps every connection busy while outcomes are recorded; `most` is for a fast mail
 * server.
 */
const mailsPerConnection = { least: 3, most: 30 };

export function createMailDispatcher(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  readonly transport: Pick<MailTransport, "deliver" | "limitConnections">;
  /** Maximum number of connections to the mail server. */
  readonly connectionsMax: number;
  /** Mails in flight for each connection. */
  readonly mailsPerConnection?: { readonly least: number; readonly most: number };
  /** A monotonic clock. */
  readonly nowMs: () => number;
  readonly report: RelayReport;
  readonly metrics: Pick<Metrics, "countMail">;
  readonly recordBounce: RecordMailBounce;
  readonly from: string;
  /** Origin of the family web pages, without a slash at the end. */
  readonly homeUrl: string;
  /** Languages of the web pages for families. */
  readonly languages: readonly PageLanguage[];
}): Dispatcher {
  const { connectionsMax, nowMs } = deps;
  const { least, most } = deps.mailsPerConnection ?? mailsPerConnection;
  return createDispatcher({
    ...deps,
    relay: createRelay(deps),
    settlement: createSettlement(deps),
    concurrencyLimit: createConcurrencyLimit({
      least: connectionsMax * least,
      most: connectionsMax * most,
      nowMs,
    }),
  });
}
