import { NODATA, NOTFOUND } from "node:dns";
import { Resolver } from "node:dns/promises";
import { addSeconds, type Clock } from "../domain/clock.ts";

/**
 * Returns whether a domain accepts mail; `true` when DNS gives no answer in time. Never rejects.
 */
export type TakesMail = (domain: string) => Promise<boolean>;

/** DNS queries; reject with the error codes of `node:dns`. */
export interface MailResolver {
  resolveMx(domain: string): Promise<readonly { readonly exchange: string }[]>;
  resolve4(domain: string): Promise<readonly string[]>;
  resolve6(domain: string): Promise<readonly string[]>;
}

const waitMaxMs = 1_000;
const domainsMax = 10_000;
/** Cache lifetimes: a working domain mostly stays so, a broken one may be repaired. */
const keptSeconds = { yes: 24 * 60 * 60, no: 10 * 60, unknown: 60 };
type Verdict = keyof typeof keptSeconds;

/** Creates a resolver with the system's DNS servers and a short timeout. */
export function createMailResolver(): MailResolver {
  return new Resolver({ timeout: waitMaxMs, tries: 1 });
}

/** Caches a limited number of answers; concurrent queries for one domain share one look-up. */
export function createTakesMail(deps: {
  readonly resolver: MailResolver;
  readonly clock: Clock;
}): TakesMail {
  const { resolver, clock } = deps;
  const answers = new Map<string, { readonly verdict: Verdict; readonly until: Date }>();
  const inFlight = new Map<string, Promise<Verdict>>();

  async function ask(domain: string): Promise<Verdict> {
    const verdict = await inTime(judge(resolver, domain));
    if (answers.size >= domainsMax) answers.clear();
    answers.set(domain, { verdict, until: addSeconds(clock.now(), keptSeconds[verdict]) });
    return verdict;
  }

  return async (domain) => {
    const known = answers.get(domain);
    if (known && clock.now() < known.until) return known.verdict !== "no";
    const answer = inFlight.get(domain) ?? ask(domain).finally(() => inFlight.delete(domain));
    inFlight.set(domain, answer);
    return (await answer) !== "no";
  };
}

/** RFC 5321 §5.1: the MX, otherwise the domain itself; RFC 7505: an MX of `.` accepts no mail. */
async function judge(resolver: MailResolver, domain: string): Promise<Verdict> {
  try {
    const [exchanges, ...addresses] = await Promise.all([
      noneIfAbsent(resolver.resolveMx(domain)),
      noneIfAbsent(resolver.resolve4(domain)),
      noneIfAbsent(resolver.resolve6(domain)),
    ]);
    if (exchanges.length === 0) return addresses.flat().length > 0 ? "yes" : "no";
    return exchanges.some(({ exchange }) => exchange !== "" && exchange !== ".") ? "yes" : "no";
  } catch {
    return "unknown";
  }
}

async function noneIfAbsent<Record>(records: Promise<readonly Record[]>) {
  try {
    return await records;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === NODATA || code === NOTFOUND) return [];
    throw error;
  }
}

async function inTime(verdict: Promise<Verdict>): Promise<Verdict> {
  const late = Promise.withResolvers<Verdict>();
  const timer = setTimeout(() => late.resolve("unknown"), waitMaxMs);
  try {
    return await Promise.race([verdict, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
