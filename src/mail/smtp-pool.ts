// A pool of connections to one relay. Imported with the first mail: nodemailer is a tenth of a start.
import { createTransport, type SMTPPoolOptions } from "nodemailer";
import { parseSmtpUrl } from "../domain/mail/smtp-url.ts";
import { asOneAddress, composeMessage, type OutgoingMail } from "./message.ts";

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

export interface SmtpPool {
  /** Resolves to the answer of the server. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<string>;
  /** Whether the connection for the mail with this signal was open and authenticated. */
  hasConnected(signal: AbortSignal): boolean;
  /** Opens no more than this many connections from now on; open connections stay. */
  limitConnections(connectionsMax: number): void;
  close(): void;
}

/** Opens no connection yet. */
export function createSmtpPool(
  { url, connectionsMax, dkim }: SmtpTransportOptions,
  timeouts: SmtpTimeouts,
): SmtpPool {
  const pool = createTransport({
    ...parseSmtpUrl(url),
    ...(dkim && { dkim }),
    pool: true,
    maxConnections: connectionsMax,
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
  return {
    async send(mail, signal) {
      const { messageId, from } = mail;
      const envelope = { from, to: asOneAddress(mail.to) };
      const raw = composeMessage(mail);
      const { response } = await pool.sendMail({ messageId, envelope, raw, signal });
      return response;
    },
    hasConnected: (signal) => connected.has(signal),
    limitConnections(connectionsMax) {
      // nodemailer reads it each time it looks for a connection; its type does not show it.
      const { options } = pool.transporter as unknown as { options: SMTPPoolOptions };
      options.maxConnections = connectionsMax;
    },
    close: () => pool.close(),
  };
}
