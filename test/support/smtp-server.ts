// A real mail server on a free port that can misbehave.
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import type { ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";
import type { Certificate } from "../faults/portal/certificate.ts";
import { until } from "../integration/until.ts";

/** A received mail: parsed and as bytes. */
export interface ReceivedMail extends ParsedMail {
  readonly raw: string;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
}

/** Negative reply of the server at a step. `RECIPIENT` is replaced by the address. */
export interface Refusal {
  readonly at: "auth" | "sender" | "recipient" | "message";
  readonly code: number;
  readonly text: string;
}

const refusals = {
  "reject-auth": { at: "auth", code: 535, text: "5.7.8 authentication failed" },
  "reject-sender-550": { at: "sender", code: 550, text: "5.7.1 sender not allowed" },
  "reject-recipient-550": { at: "recipient", code: 550, text: "5.1.1 <RECIPIENT>: unknown" },
  "reject-recipient-451": { at: "recipient", code: 451, text: "4.7.1 <RECIPIENT>: greylisted" },
  "reject-message-554": { at: "message", code: 554, text: "5.7.1 looks like spam" },
  "reject-message-452": { at: "message", code: 452, text: "4.3.1 out of storage" },
} as const satisfies Record<string, Refusal>;

/** Behaviours at the start of a connection. */
const onConnect = {
  "421-on-connect": (socket: Socket) => void socket.end("421 4.3.2 too busy, come back later\r\n"),
  "554-on-connect": (socket: Socket) => void socket.end("554 5.3.2 no mail from you\r\n"),
  "drop-on-connect": (socket: Socket) => void socket.destroy(),
  "hang-on-connect": () => {},
  "tls-broken": breakTls,
} as const satisfies Record<string, (socket: Socket) => void>;

/** Behaviours at DATA, during the message or after it. */
type Disruption =
  | "drop-before-final-dot"
  | "drop-before-final-answer"
  | "drop-after-accept"
  | "hang"
  | "trickle";

export type Behaviour =
  | "normal"
  | keyof typeof refusals
  | keyof typeof onConnect
  | Disruption
  | Refusal;

export interface TestSmtpServer {
  /** Contains the credentials if the server requires some. */
  readonly url: string;
  readonly messages: readonly ReceivedMail[];
  /** Every address of a RCPT TO, accepted or rejected. */
  readonly recipients: readonly string[];
  /** The same addresses as sent, with the domain in ASCII. Only without TLS. */
  readonly recipientCommands: readonly string[];
  /** Number of opened connections. */
  readonly connectionCount: number;
  messagesTo(address: string): readonly ReceivedMail[];
  /**
   * Sets the behaviour from now on. A function is called for each recipient, so it can only choose
   * behaviours from RCPT TO on.
   */
  behave(behaviour: Behaviour | ((recipient: string) => Behaviour)): void;
  /** Answers 421 to further connections while this many are open. */
  limitConnections(connectionsMax: number): void;
  /** Resolves when this many recipients have arrived. */
  untilRecipients(count: number): Promise<void>;
  /** Ends hanging connections. */
  dropConnections(): void;
  /** Deletes the received mails. */
  clear(): void;
}

export interface SmtpServerOptions {
  /** Uses TLS from the start (`smtps://`), with an untrusted certificate. */
  readonly secure?: boolean;
  /** Offers STARTTLS, with an untrusted certificate. */
  readonly startTls?: boolean;
  /** Replaces the untrusted certificate. */
  readonly certificate?: Certificate;
  /** Does not offer SMTPUTF8, and rejects an address beyond ASCII as a syntax error. */
  readonly asciiOnly?: boolean;
  readonly credentials?: { readonly user: string; readonly pass: string };
  /** Address of this machine on which it listens. */
  readonly host?: string;
}

/** Starts the server, on 127.0.0.1 unless `host` is given. It stops and closes all connections when the test ends. */
export async function startSmtpServer(
  t: { teardown(stop: () => unknown): void },
  options: SmtpServerOptions = {},
): Promise<TestSmtpServer> {
  const { secure = false, startTls = false, asciiOnly = false } = options;
  const { credentials, certificate, host = "127.0.0.1" } = options;
  const messages: ReceivedMail[] = [];
  const recipients: string[] = [];
  const sockets = new Map<number | undefined, Socket>();
  const recipientCommands: string[] = [];
  let connectionCount = 0;
  let connectionsMax = Number.POSITIVE_INFINITY;
  let behaviour: Behaviour | ((recipient: string) => Behaviour) = "normal";

  const behaviourTo = (recipient?: string): Behaviour => {
    if (typeof behaviour !== "function") return behaviour;
    return recipient === undefined ? "normal" : behaviour(recipient);
  };
  const refusalAt = (step: Refusal["at"], recipient?: string): Error | null => {
    const now = behaviourTo(recipient);
    const refusal = typeof now === "object" ? now : refusals[now as keyof typeof refusals];
    if (refusal?.at !== step) return null;
    const text = refusal.text.replaceAll("RECIPIENT", recipient ?? "");
    return Object.assign(new Error(text), { responseCode: refusal.code });
  };

  const serverOptions: SMTPServerOptions = {
    secure,
    ...certificate,
    disabledCommands: startTls ? [] : ["STARTTLS"],
    hideSMTPUTF8: asciiOnly,
    authOptional: credentials === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    onAuth({ username, password }, _session, done) {
      const known = username === credentials?.user && password === credentials?.pass;
      done(refusalAt("auth"), known ? { user: username } : {});
    },
    onMailFrom: (_address, _session, done) => done(refusalAt("sender")),
    onRcptTo({ address }, _session, done) {
      recipients.push(address);
      const isSyntaxError = asciiOnly && !/^\p{ASCII}*@/u.test(address);
      const syntaxError = Object.assign(new Error("5.1.3 bad address syntax"), {
        responseCode: 501,
      });
      done(isSyntaxError ? syntaxError : refusalAt("recipient", address));
    },
    async onData(stream, session, done) {
      const recipient = envelopeOf(session).to[0];
      const socket = sockets.get(session.remotePort);
      const now = behaviourTo(recipient);
      if (now === "drop-before-final-dot") return socket?.destroy();

      const raw = await buffer(stream).catch(() => undefined);
      if (raw === undefined) return; // The client disconnected during the message.
      const refusal = refusalAt("message", recipient);
      if (refusal) return done(refusal);
      messages.push({ ...(await parse(raw)), raw: `${raw}`, envelope: envelopeOf(session) });
      if (now === "drop-before-final-answer") return socket?.destroy();
      if (now === "hang") return;
      if (now === "trickle") return trickle(socket);
      done(null, `2.0.0 queued for <${recipient}>`);
      if (now === "drop-after-accept") socket?.end();
    },
  };
  const smtp = new SMTPServer(serverOptions);
  smtp.on("error", () => {}); // A client that rejects the certificate.

  const front = createServer((socket) => {
    connectionCount += 1;
    const port = socket.remotePort;
    sockets.set(port, socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(port));
    const disrupt = onConnect[behaviourTo() as keyof typeof onConnect];
    if (sockets.size > connectionsMax) onConnect["421-on-connect"](socket);
    else if (disrupt) disrupt(socket);
    else smtp.server.emit("connection", socket);
    socket.on("data", (data) => {
      recipientCommands.push(...(data.toString().match(/^RCPT TO:<.*>/gm) ?? []));
    });
  });
  await once(front.listen(0, host), "listening");
  const dropConnections = () => {
    for (const socket of sockets.values()) socket.destroy();
  };
  t.teardown(async () => {
    dropConnections();
    await new Promise((stopped) => front.close(stopped));
  });

  const login = credentials ? `${credentials.user}:${credentials.pass}@` : "";
  const { port } = front.address() as AddressInfo;
  return {
    url: `${secure ? "smtps" : "smtp"}://${login}${host}:${port}`,
    messages,
    recipients,
    recipientCommands,
    get connectionCount() {
      return connectionCount;
    },
    messagesTo: (address) => messages.filter((mail) => mail.envelope.to.includes(address)),
    behave(next) {
      behaviour = next;
    },
    limitConnections(max) {
      connectionsMax = max;
    },
    async untilRecipients(count) {
      await until(`${count} recipients`, () => recipients.length >= count || undefined);
    },
    dropConnections,
    clear() {
      messages.length = 0;
      recipients.length = 0;
    },
  };
}

async function parse(raw: Buffer): Promise<ParsedMail> {
  // Dynamic import: the parser loads large tables, and most tests receive no mail.
  const { simpleParser } = await import("mailparser");
  return await simpleParser(raw, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  });
}

function envelopeOf({ envelope }: SMTPServerSession) {
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : "",
    to: envelope.rcptTo.map((recipient) => recipient.address),
  };
}

/** Accepts STARTTLS and then sends no TLS. */
function breakTls(socket: Socket): void {
  socket.write("220 test ESMTP\r\n");
  socket.on("data", (data) => {
    const command = data.toString("latin1").slice(0, 8).toUpperCase();
    if (command.startsWith("EHLO")) socket.write("250-test\r\n250 STARTTLS\r\n");
    else if (command === "STARTTLS") socket.write("220 go ahead\r\n");
    else socket.write("this is no handshake\r\n");
  });
}

/** A reply that never ends, with pauses shorter than the idle timeout. */
function trickle(socket: Socket | undefined): void {
  const timer = setInterval(() => socket?.write("2"), 5);
  socket?.once("close", () => clearInterval(timer));
}
