// The only module that uses SMTP. Every delivery ends in time and in an outcome, whatever the
// server does.

import { createPrivateKey } from "node:crypto";
import { createTransport, type NodemailerError, type SMTPPoolOptions } from "nodemailer";
import { parseSmtpUrl } from "../domain/smtp-url.ts";
import { type DeliveryOutcome, legible, outcomeOf } from "./delivery-outcome.ts";
import { asOneAddress, composeMessage, type OutgoingMail } from "./message.ts";

export type { DeliveryOutcome } from "./delivery-outcome.ts";
export type { OutgoingMail } from "./message.ts";

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

export interface SmtpTimeouts {
  /** From the look-up of the host to the end of the TLS handshake. */
  readonly connectionMs: number;
  readonly greetingMs: number;
  /** Without data on an open connection. */
  readonly socketMs: number;
  /** A whole delivery, also to a server that keeps sending data. */
  readonly deliveryMs: number;
}

export interface SmtpTransportOptions {
  /** See `parseSmtpUrl`. */
  readonly url: string;
  readonly connectionsMax: number;
  readonly dkim?: {
    readonly domainName: string;
    readonly keySelector: string;
    /** RSA, in PEM. */
    readonly privateKey: string;
  };
  readonly timeouts?: Partial<SmtpTimeouts>;
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
  const pool = createTransport({
    ...parseSmtpUrl(options.url),
    ...(options.dkim && { dkim: options.dkim }),
    pool: true,
    maxConnections: options.connectionsMax,
    // Once, for a mail on a connection that the server had just closed.
    maxRequeues: 1,
    connectionTimeout: timeouts.connectionMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.socketMs,
    socketCloseTimeout: 1_000,
    idleTimeout: timeouts.socketMs / 2,
    maxResponseSize: 16_384,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // The message is read once a connection is open and authenticated, just before MAIL FROM.
  const connected = new WeakSet<AbortSignal>();
  pool.use("stream", ({ message, data }, done) => {
    message.processFunc((stream) => {
      if (data.signal) connected.add(data.signal);
      return stream;
    });
    done();
  });
  const inFlight = new Map<Promise<DeliveryOutcome>, AbortController>();
  let isHungUp = false;

  async function attempt(mail: OutgoingMail, hangUp: AbortController): Promise<DeliveryOutcome> {
    if (!mailbox.test(mail.to)) return notOneMailbox;
    if (isHungUp) return notTriedInTime;
    const { signal } = hangUp;
    const timer = setTimeout(() => hangUp.abort(), timeouts.deliveryMs);
    try {
      const info = await pool.sendMail({ ...messageOf(mail), signal });
      return { kind: "sent", answer: legible(info.response, mail.to) };
    } catch (error) {
      const isConnected = connected.has(signal);
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
    limitConnections(connectionsMax) {
      // nodemailer reads it each time it looks for a connection; its type does not show it.
      const { options } = pool.transporter as unknown as { options: SMTPPoolOptions };
      options.maxConnections = connectionsMax;
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
      pool.close();
    },
  };
}

/**
 * nodemailer signs with RSA, and sends a mail unsigned without an error when the key is invalid.
 */
function requireRsaKey(pem: string): void {
  if (createPrivateKey(pem).asymmetricKeyType !== "rsa") throw new Error("must be an RSA key");
}

function messageOf(mail: OutgoingMail) {
  const { messageId, from } = mail;
  return { messageId, envelope: { from, to: asOneAddress(mail.to) }, raw: composeMessage(mail) };
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
