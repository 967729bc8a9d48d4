import pLimit from "p-limit";
import { domainOf, type EmailAddress } from "../../domain/email-address.ts";

/**
 * The domains of these addresses that take no mail. Waits for DNS as long as one answer may take,
 * so never call it inside a transaction. Of very many domains the commonest are asked about.
 */
export type FindUndeliverableDomains = (
  addresses: readonly EmailAddress[],
) => Promise<ReadonlySet<string>>;

/** More than a school of real families has; a file of nonsense shall not flood a name server. */
const askedMax = 200;
/** So all are asked within the time of a few answers. */
const askedAtOnceMax = 50;

export function createFindUndeliverableDomains(deps: {
  /** Whether mail can be sent to a domain. */
  readonly takesMail: (domain: string) => Promise<boolean>;
}): FindUndeliverableDomains {
  return async (addresses) => {
    const byDomain = Map.groupBy(addresses, ({ emailKey }) => domainOf(emailKey));
    const commonest = [...byDomain].sort(([, a], [, b]) => b.length - a.length);
    const asked = commonest.slice(0, askedMax).map(([domain]) => domain);
    const inTurn = pLimit(askedAtOnceMax);
    const takesMail = await inTurn.map(asked, deps.takesMail);
    return new Set(asked.filter((_, index) => !takesMail[index]));
  };
}
