import pLimit from "p-limit";
import { domainOf, type EmailAddress } from "../../domain/email-address.ts";

/**
 * Returns the domains of these addresses that accept no mail. Waits for DNS, so it must not run
 * inside a transaction. Checks only the most common domains if there are very many.
 */
export type FindUndeliverableDomains = (
  addresses: readonly EmailAddress[],
) => Promise<ReadonlySet<string>>;

/** More domains than a real school has; a file of nonsense must not flood a name server. */
const queriesMax = 200;
/** Concurrent DNS queries: all finish within the time of a few answers. */
const queriesInFlightMax = 50;

export function createFindUndeliverableDomains(deps: {
  /** Whether mail can be sent to a domain. */
  readonly takesMail: (domain: string) => Promise<boolean>;
}): FindUndeliverableDomains {
  return async (addresses) => {
    const byDomain = Map.groupBy(addresses, ({ emailKey }) => domainOf(emailKey));
    const commonest = [...byDomain].sort(([, a], [, b]) => b.length - a.length);
    const asked = commonest.slice(0, queriesMax).map(([domain]) => domain);
    const inTurn = pLimit(queriesInFlightMax);
    const takesMail = await inTurn.map(asked, deps.takesMail);
    return new Set(asked.filter((_, index) => !takesMail[index]));
  };
}
