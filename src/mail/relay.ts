// State of the mail server as seen by this process: whether it accepts mail now, how fast, and over
// how many connections. A server that rejects this service rejects every mail, so mails wait
// instead of failing.
import type { DeliveryOutcome, Refusal } from "./delivery-outcome.ts";
import { createSendRate } from "./send-rate.ts";
import type { MailTransport, OutgoingMail } from "./transport.ts";

/** `not-tried`: the mail was not offered to the server, because it accepts none now. */
export type RelayOutcome = DeliveryOutcome | { readonly kind: "not-tried" };

export interface Relay {
  /** Returns how many mails may be claimed now. */
  room(): number;
  /**
   * Never rejects. Mails that wait for a connection are not tried once the server rejects this
   * service.
   */
  deliver(mail: OutgoingMail): Promise<RelayOutcome>;
  /** Reports that no mail is due; see `SendRate`. */
  idle(): void;
  /** Lets deliveries in flight end; all others are not tried. */
  stop(): void;
}

export interface RelayReport {
  /** The server rejects this service. */
  refused(refusal: Refusal): void;
  /** From now on only one mail after each pause is tried. */
  paused(refusal: Refusal): void;
  resumed(): void;
}

interface Pause {
  readonly isBreaker: boolean;
  readonly isOfConnection: boolean;
  readonly ms: number;
  readonly until: number;
}

/** Permission to offer a mail to the server. */
interface Ticket {
  readonly isProbe: boolean;
  readonly era: number;
}

/** This many rejections in a row with one status are about this service, whatever their text. */
const refusalsMax = 10;
/**
 * A mail with this many rejections in a row is deferred: the rejection may be about its recipient.
 */
const refusalsOfOneMailMax = 5;
const limitPauseMs = { first: 1_000, most: 60_000 };
const breakerPauseMs = { first: 60_000, most: 15 * 60_000 };
const acceptedToGrow = { first: 20, most: 2_000 };

export function createRelay(deps: {
  readonly transport: Pick<MailTransport, "deliver" | "limitConnections">;
  readonly connectionsMax: number;
  /** A monotonic clock. */
  readonly nowMs: () => number;
  readonly report: RelayReport;
}): Relay {
  const { transport, connectionsMax, nowMs, report } = deps;
  const rate = createSendRate({ nowMs });
  const waiting: ((ticket: Ticket | undefined) => void)[] = [];
  let inFlight = 0;
  let isStopped = false;
  let pause: Pause | undefined;
  let isProbing = false;
  /** Incremented by each pause, so that answers to earlier mails do not end or extend it. */
  let era = 0;
  let streak = { key: "", length: 0 };
  let lastRefused = { id: "", times: 0 };
  let connections = connectionsMax;
  let growsAfter = acceptedToGrow.first;
  let acceptedSinceChange = 0;

  /** One extra mail for each connection, so that no connection waits for this process. */
  const inFlightMax = () => 2 * connections;

  function mayProbe({ until }: Pause): boolean {
    return !isProbing && nowMs() >= until;
  }

  function issueTicket(isProbe: boolean): Ticket {
    inFlight += 1;
    if (isProbe) isProbing = true;
    rate.start();
    return { isProbe, era };
  }

  /** Resolves to `undefined` when the mail may not be offered to the server now. */
  async function enter(): Promise<Ticket | undefined> {
    if (isStopped) return undefined;
    if (pause) return mayProbe(pause) ? issueTicket(true) : undefined;
    if (inFlight < inFlightMax()) return issueTicket(false);
    return await new Promise((resolve) => waiting.push(resolve));
  }

  function leave({ isProbe }: Ticket): void {
    inFlight -= 1;
    if (isProbe) isProbing = false;
  }

  function admitNext(): void {
    while (!pause && !isStopped && inFlight < inFlightMax()) {
      const admit = waiting.shift();
      if (!admit) return;
      admit(issueTicket(false));
    }
  }

  function rejectConnection(): void {
    for (const admit of waiting.splice(0)) admit(undefined);
  }

  function setConnections(count: number): void {
    connections = count;
    acceptedSinceChange = 0;
    transport.limitConnections(count);
  }

  function startPause(isBreaker: boolean, outcome: DeliveryOutcome): void {
    const { first, most } = isBreaker ? breakerPauseMs : limitPauseMs;
    const ms = pause?.isBreaker === isBreaker ? Math.min(2 * pause.ms, most) : first;
    const isOfConnection = outcome.kind === "withheld" && outcome.stage === "connection";
    pause = { isBreaker, isOfConnection, ms, until: nowMs() + ms };
    era += 1;
    rejectConnection();
  }

  function resume(): void {
    if (pause?.isBreaker) report.resumed();
    // A server that rejected every connection has not shown how many it accepts.
    if (pause?.isOfConnection) setConnections(connectionsMax);
    pause = undefined;
    streak = { key: "", length: 0 };
  }

  function accepted(isProbe: boolean): void {
    rate.accept();
    streak = { key: "", length: 0 };
    if (isProbe) resume();
    acceptedSinceChange += 1;
    if (connections < connectionsMax && acceptedSinceChange >= growsAfter) {
      setConnections(connections + 1);
    }
  }

  function withheld(
    outcome: DeliveryOutcome & { kind: "withheld" },
    id: string,
    ticket: Ticket,
  ): DeliveryOutcome {
    report.refused(outcome);
    if (ticket.era !== era) return outcome;
    if (outcome.stage === "connection" && inFlight > 0 && !ticket.isProbe) {
      // Other connections are open, so the server limits their number.
      growsAfter = Math.min(2 * growsAfter, acceptedToGrow.most);
      setConnections(Math.max(1, connections - 1));
      return outcome;
    }
    startPause(pause?.isBreaker ?? false, outcome);
    if (outcome.stage === "connection") return outcome;
    rate.exceed();
    lastRefused = { id, times: lastRefused.id === id ? lastRefused.times + 1 : 1 };
    return lastRefused.times < refusalsOfOneMailMax ? outcome : deferredForUs(outcome);
  }

  function refused(
    outcome: DeliveryOutcome & { kind: "bounced" | "deferred" },
    ticket: Ticket,
  ): DeliveryOutcome {
    if (!mayBeAboutUs(outcome)) {
      if (ticket.isProbe) resume();
      return outcome;
    }
    if (outcome.kind === "deferred") report.refused(outcome);
    const key = outcome.status ?? `${outcome.code}`;
    streak = { key, length: streak.key === key ? streak.length + 1 : 1 };
    const isOpen = pause?.isBreaker === true;
    if (ticket.era === era && (isOpen || streak.length >= refusalsMax)) {
      if (!isOpen) report.paused(outcome);
      startPause(true, outcome);
    } else if (ticket.isProbe) resume();
    return pause?.isBreaker ? deferredForUs(outcome) : outcome;
  }

  function judge(outcome: DeliveryOutcome, id: string, ticket: Ticket): DeliveryOutcome {
    if (outcome.kind === "withheld") return withheld(outcome, id, ticket);
    if (outcome.kind !== "sent") return refused(outcome, ticket);
    accepted(ticket.isProbe);
    return outcome;
  }

  return {
    room: () => {
      if (isStopped) return 0;
      if (pause) return mayProbe(pause) ? 1 : 0;
      const allowed = rate.allowance() - waiting.length;
      if (connections === connectionsMax) return Math.max(0, allowed);
      return Math.max(0, Math.min(allowed, inFlightMax() - inFlight - waiting.length));
    },
    deliver: async (mail) => {
      const ticket = await enter();
      if (!ticket) return { kind: "not-tried" };
      const outcome = await transport.deliver(mail);
      leave(ticket);
      const judged = judge(outcome, mail.messageId, ticket);
      admitNext();
      return judged;
    },
    idle: rate.idle,
    stop: () => {
      isStopped = true;
      rejectConnection();
    },
  };
}

/** A bounce with a code alone may come from a relay that accepts nothing. */
function mayBeAboutUs(outcome: DeliveryOutcome & { kind: "bounced" | "deferred" }): boolean {
  if (outcome.kind === "deferred") return outcome.isAboutUs === true;
  return outcome.status === undefined && outcome.code !== undefined;
}

function deferredForUs({ code, status, answer }: Refusal): DeliveryOutcome {
  return { kind: "deferred", isAboutUs: true, code, status, answer };
}
