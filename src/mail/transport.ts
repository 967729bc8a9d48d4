// The only place that knows SMTP. Whatever a server does, a delivery ends in time and in an outcome.
import { createPrivateKey } from "node:crypto";
import { createTransport, type NodemailerError, type SMTPPoolOptions } from "nodemailer";
import { asOneAddress, composeMessage, type OutgoingMail } from "./message.ts";

export type { OutgoingMail } from "./message.ts";

/** The server's answer, or what happened instead: one line, 500 characters, no address in it. */
interface Answer {
  readonly answer: string;
}

interface Refusal extends Answer {
  readonly code: number | undefined;
  /** RFC 3463, such as `5.1.1`. */
  readonly status: string | undefined;
}

/**
 * `sent`: the server took it upon itself. `bounced`: this mail to this address never arrives.
 * `deferred`: all else; try again with the same Message-ID, since it may have arrived after all.
 */
export type DeliveryOutcome =
  | ({ readonly kind: "sent" } & Answer)
  | ({ readonly kind: "bounced" | "deferred" } & Refusal);

export interface MailTransport {
  /** Never rejects; settles within `deliveryTimeMaxMs`, the wait for a connection included. */
  deliver(mail: OutgoingMail): Promise<DeliveryOutcome>;
  /** From then on every delivery is deferred, also one that is under way. */
  hangUpAfter(graceMs: number): void;
  /** Lets what is under way end, then hangs up. A later `deliver` is deferred. */
  close(): Promise<void>;
}

export interface SmtpTimeouts {
  /** From the look-up of the host to the end of TLS. */
  readonly connectionMs: number;
  readonly greetingMs: number;
  /** Silence on an open connection. */
  readonly socketMs: number;
  /** A whole delivery, also to a server that is never quite silent. */
  readonly deliveryMs: number;
}

export interface SmtpTransportOptions {
  /** See `readSmtpUrl`. */
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

/** Longest time one delivery can take, ms; the dispatcher's lease is longer than this. */
export const deliveryTimeMaxMs = 60_000;

const defaultTimeouts: SmtpTimeouts = {
  connectionMs: 10_000,
  greetingMs: 10_000,
  socketMs: 20_000,
  deliveryMs: deliveryTimeMaxMs,
};

/**
 * A pool of connections to one relay. One mail that fails fails alone. Throws an Error for a URL or a
 * DKIM key that is not usable.
 */
export function createSmtpTransport(options: SmtpTransportOptions): MailTransport {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  if (options.dkim) requireRsaKey(options.dkim.privateKey);
  const pool = createTransport({
    ...readSmtpUrl(options.url),
    ...(options.dkim && { dkim: options.dkim }),
    pool: true,
    maxConnections: options.connectionsMax,
    // Once, for a mail that was given a connection which the server had just closed.
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
  const underWay = new Map<Promise<DeliveryOutcome>, AbortController>();
  let isHungUp = false;

  async function attempt(mail: OutgoingMail, hangUp: AbortController): Promise<DeliveryOutcome> {
    if (!mailbox.test(mail.to)) return notOneMailbox;
    if (isHungUp) return noOutcomeInTime;
    const { signal } = hangUp;
    const timer = setTimeout(() => hangUp.abort(), timeouts.deliveryMs);
    try {
      const info = await pool.sendMail({ ...messageOf(mail), signal });
      return { kind: "sent", answer: legible(info.response, mail.to) };
    } catch (error) {
      return signal.aborted ? noOutcomeInTime : outcomeOf(error as NodemailerError, mail.to);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    deliver(mail) {
      const hangUp = new AbortController();
      const delivery = attempt(mail, hangUp).finally(() => underWay.delete(delivery));
      underWay.set(delivery, hangUp);
      return delivery;
    },
    hangUpAfter(graceMs) {
      setTimeout(() => {
        isHungUp = true;
        for (const hangUp of underWay.values()) hangUp.abort();
      }, graceMs).unref();
    },
    async close() {
      await Promise.all(underWay.keys());
      isHungUp = true;
      pool.close();
    },
  };
}

/** nodemailer signs with RSA, and sends a mail unsigned without a word when the key is no good. */
function requireRsaKey(pem: string): void {
  if (createPrivateKey(pem).asymmetricKeyType !== "rsa") throw new Error("must be an RSA key");
}

function messageOf(mail: OutgoingMail) {
  const { messageId, from } = mail;
  return { messageId, envelope: { from, to: asOneAddress(mail.to) }, raw: composeMessage(mail) };
}

/**
 * Reads `smtp://user:password@host:port` (STARTTLS if the server offers it) or `smtps://…`. In the
 * query stand `requireTLS`, `ignoreTLS`, `tls.rejectUnauthorized` and `tls.servername`, and `name`
 * for EHLO; any other is refused, because nodemailer would let it overrule every option that is set
 * here. Throws an Error whose message never holds a value from the URL.
 */
export function readSmtpUrl(text: string): SMTPPoolOptions {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === "") {
    throw new Error("must look like smtp://host:port or smtps://host:port");
  }
  for (const parameter of url.searchParams.keys()) {
    if (!urlParameters.has(parameter)) throw new Error("has a parameter that is not known");
  }
  // Without `forceAuth` a server that forgets to offer AUTH refuses every mail as relaying.
  return { url: text, ...(url.username !== "" && { forceAuth: true }) };
}

const urlParameters = new Set([
  "requireTLS",
  "ignoreTLS",
  "tls.rejectUnauthorized",
  "tls.servername",
  "name",
]);

// Less strict than what comes in through the domain, and strict enough to be one recipient.
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

// Refusals of us or of the order of commands; the address is not to blame (RFC 5321, RFC 4954).
const sessionCodes = new Set([503, 530, 534, 535, 538]);

function outcomeOf(error: NodemailerError, to: string): DeliveryOutcome {
  const { response, responseCode: code, command } = error;
  const status = response?.match(/^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/)?.[1];
  const mailboxFull = status === "5.2.2" || (code === 552 && status === undefined);
  const permanent =
    (command === "RCPT TO" || command === "DATA") &&
    code !== undefined &&
    code >= 500 &&
    !sessionCodes.has(code) &&
    !mailboxFull;
  return {
    kind: permanent ? "bounced" : "deferred",
    code,
    status,
    answer: legible(response ?? error.message, to),
  };
}

/** One line for the log and the teacher: without an address, nor the part before its @ alone. */
function legible(answer: string, to: string): string {
  const line = answer
    .replace(/\s+/g, " ")
    .replace(/\p{C}/gu, "")
    .replace(/\S+/g, (word) => (/@|%40/.test(word) ? "<address>" : word));
  return withoutName(line, to.slice(0, to.indexOf("@")))
    .trim()
    .slice(0, 500)
    .toWellFormed();
}

function withoutName(line: string, name: string): string {
  // An expression for each mail takes longer than writing the mail, and hardly any answer needs one. In
  // ASCII alone a letter has no more than two forms.
  const isAscii = /^\p{ASCII}*$/u.test(line) && /^\p{ASCII}*$/u.test(name);
  if (isAscii && !line.toLowerCase().includes(name.toLowerCase())) return line;
  const pattern = `(?<![\\p{L}\\p{N}])${RegExp.escape(name)}(?![\\p{L}\\p{N}])`;
  return line.replace(new RegExp(pattern, "giu"), "<address>");
}
