// The ports on which a start listens, and sentences for the errors of listening.
import { once } from "node:events";
import { createServer } from "node:net";

export interface PortUse {
  /** The setting with the port. */
  readonly variable: "PORT" | "METRICS_PORT" | "MAILBOX_PORT" | "PUBLISHER_PORT";
  readonly host: string;
  /** `0`: any free port. */
  readonly port: number;
}

/** Throws an Error that names the setting when the port cannot be listened on. */
export async function requireFreePort(use: PortUse): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen({ host: use.host, port: use.port }), "listening");
  } catch (error) {
    throw explainListenError(error, use);
  }
  probe.close();
  await once(probe, "close");
}

/** Returns an Error whose sentence names the setting; another error unchanged. */
export function explainListenError(error: unknown, { variable, host, port }: PortUse): unknown {
  const sentences: Readonly<Record<string, string>> = {
    EADDRINUSE: `${variable} ${port} is taken: another program listens on ${host}:${port}. Stop that program, or set another ${variable}.`,
    EACCES: `${variable} ${port} is not allowed: this user may not listen on ${host}:${port}. Set a ${variable} above 1023.`,
    EADDRNOTAVAIL: `HOST ${host} is not an address of this machine. Set HOST to one of its addresses, or to 0.0.0.0 for all.`,
    ENOTFOUND: `HOST ${host} is an unknown name. Set HOST to an address of this machine, or to 0.0.0.0 for all.`,
    EAI_AGAIN: `HOST ${host} is a name that the DNS does not answer. Set HOST to an address of this machine.`,
  };
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? "";
  const sentence = sentences[code];
  return sentence === undefined ? error : new Error(sentence, { cause: error });
}

/**
 * Returns the ports of a configuration. The mail catcher listens only when no mail server is given,
 * and the stand-in for publishers only on the embedded database.
 */
export function portsOf(config: {
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number | undefined;
  readonly mailboxPort: number;
  readonly smtpUrl: string | undefined;
  readonly publisherPort: number;
  readonly databaseUrl: string | undefined;
}): readonly PortUse[] {
  const { host, port, metricsPort, mailboxPort, smtpUrl, publisherPort, databaseUrl } = config;
  return [
    { variable: "PORT", host, port },
    ...(metricsPort === undefined
      ? []
      : [{ variable: "METRICS_PORT", host, port: metricsPort } as const]),
    ...(smtpUrl === undefined ? [mailboxPortOf(mailboxPort)] : []),
    ...(databaseUrl === undefined ? [publisherPortOf(publisherPort)] : []),
  ];
}

/** The mail catcher listens on loopback only, because every visitor of its page can read all mail. */
export function mailboxPortOf(port: number): PortUse {
  return { variable: "MAILBOX_PORT", host: "127.0.0.1", port };
}

/** The stand-in for publishers listens on loopback only, because it is for the developer of this machine. */
export function publisherPortOf(port: number): PortUse {
  return { variable: "PUBLISHER_PORT", host: "127.0.0.1", port };
}
