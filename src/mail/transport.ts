// Delivers mails by SMTP. Every delivery ends in time and in an outcome, whatever the server does.
import { createPrivateKey } from "node:crypto";
import type { NodemailerError } from "nodemailer";
import { parseSmtpUrl } from "../domain/mail/smtp-url.ts";
import { type DeliveryOutcome, legible, outcomeOf } from "./delivery-outcome.ts";
import type { OutgoingMail } from "./message.ts";
import type { SmtpPool, SmtpTimeouts, SmtpTransportOptions } from "./smtp-pool.ts";

export type { DeliveryOutcome } from "./delivery-outcome.ts";
export type { OutgoingMail } from "./message.ts";
export type { SmtpTimeouts, SmtpTransportOptions } from "./smtp-pool.ts";

export interface MailTransport {
  /** Never rejects; settles within `deliveryTimeMaxMs`, the wait for a connection included. */
  deliver(mail: OutgoingMail): Promise<DeliveryOutcome>;
  /** Opens no more than this many connections from now on; open connections stay. */
  limitConnections(connectionsMax: number): void;
  /** Defers every delivery after `graceMs`, also those in flight. */
  hangUpAfter(graceMs: number): void;
  /** Lets deliveries in flight end, then closes the connections. Defers later deliveries. */
  close(): Promise<void>;
}

/** Maximum duration of one delivery. */
export const deliveryTimeMaxMs = 60_000;

const defaultTimeouts: SmtpTimeouts = {
  connectionMs: 10_000,
  greetingMs: 10_000,
  socketMs: 20_000,
  deliveryMs: deliveryTimeMaxMs,
};

/**
 * Creates a pool of connections to one relay. A failed mail does not affect other mails. Throws an
 * Error for an invalid URL or DKIM key.
 */
export function createSmtpTransport(options: SmtpTransportOptions): MailTransport {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  if (options.dkim) requireRsaKey(options.dkim.privateKey);
  parseSmtpUrl(options.url);
  let { connectionsMax } = options;
  let pool: SmtpPool | undefined;
  const inFlight = new Map<Promise<DeliveryOutcome>, AbortController>();
  let isHungUp = false;

  async function openPool(): Promise<SmtpPool> {
    const { createSmtpPool } = await import("./smtp-pool.ts");
    pool ??= createSmtpPool({ ...options, connectionsMax }, timeouts);
    return pool;
  }

  async function attempt(mail: OutgoingMail, hangUp: AbortController): Promise<DeliveryOutcome> {
    if (!mailbox.test(mail.to)) return notOneMailbox;
    if (isHungUp) return notTriedInTime;
    const { signal } = hangUp;
    const timer = setTimeout(() => hangUp.abort(), timeouts.deliveryMs);
    try {
      const { send } = pool ?? (await openPool());
      signal.throwIfAborted();
      return { kind: "sent", answer: legible(await send(mail, signal), mail.to) };
    } catch (error) {
      const isConnected = pool?.hasConnected(signal) ?? false;
      if (signal.aborted) return isConnected ? noOutcomeInTime : notTriedInTime;
      return outcomeOf(error as NodemailerError, { to: mail.to, isConnected });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    deliver(mail) {
      const hangUp = new AbortController();
      const delivery = attempt(mail, hangUp).finally(() => inFlight.delete(delivery));
      inFlight.set(delivery, hangUp);
      return delivery;
    },
    limitConnections(most) {
      connectionsMax = most;
      pool?.limitConnections(most);
    },
    hangUpAfter(graceMs) {
      setTimeout(() => {
        isHungUp = true;
        for (const hangUp of inFlight.values()) hangUp.abort();
      }, graceMs).unref();
    },
    async close() {
      await Promise.all(inFlight.keys());
      isHungUp = true;
      pool?.close();
    },
  };
}

/**
 * nodemailer signs with RSA, and sends a mail unsigned without an error when the key is invalid.
 */
function requireRsaKey(pem: string): void {
  if (createPrivateKey(pem).asymmetricKeyType !== "rsa") throw new Error("must be an RSA key");
}

// Less strict than `parseEmailAddress`, but always exactly one recipient.
const mailbox = /^[^\s\p{C}<>()[\]\\,;:@"]+@[^\s\p{C}<>()[\]\\,;:@"]+$/u;

const notOneMailbox: DeliveryOutcome = {
  kind: "bounced",
  code: undefined,
  status: "5.1.3",
  answer: "Not sent: this is not one mailbox",
};

const noOutcomeInTime: DeliveryOutcome = {
  kind: "deferred",
  code: undefined,
  status: undefined,
  answer: "The server gave no answer in time",
};

const notTriedInTime: DeliveryOutcome = {
  kind: "withheld",
  stage: "connection",
  code: undefined,
  status: undefined,
  answer: "No connection to the server was free in time",
};
