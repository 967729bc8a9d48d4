// The mail catcher of a development start: a mail server that keeps all mail, and a web page to
// read it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mailboxPortOf, requireFreePort } from "../app/ports.ts";

export interface Mailbox {
  /** Accepts mail to every address, without TLS or password. */
  readonly smtpUrl: string;
  /**
   * URL of the web page. `GET <webUrl>/api/email` lists the mails as JSON, oldest first, each with
   * `id`, `subject`, `text`, `html`, `envelope`; `GET <webUrl>/api/email/<id>/source` returns the
   * source of one mail.
   */
  readonly webUrl: string;
  /** Closes open connections and deletes the mails. Idempotent. */
  stop(): Promise<void>;
}

interface MailboxOptions {
  /** 0: any free port. */
  readonly webPort: number;
  /** Receives progress messages for people. */
  readonly onProgress?: (message: string) => void;
}

const closeTimeoutMs = 200;

/**
 * Starts both on 127.0.0.1, with the mails in a private temporary folder. Throws an Error that
 * names MAILBOX_PORT when `webPort` is taken.
 */
export async function startMailCatcher({ webPort, onProgress }: MailboxOptions): Promise<Mailbox> {
  const { host } = mailboxPortOf(webPort);
  await requireFreePort(mailboxPortOf(webPort)); // First, because maildev cannot be stopped after a failed start.
  // Dynamic import of a development dependency, which production does not have.
  const { MailDev } = await import("maildev");
  const mailDirectory = await mkdtemp(join(tmpdir(), "thuisinlog-mailbox-"));
  const erase = () => rm(mailDirectory, { recursive: true, force: true });
  const ports = { smtp: 0, ip: host, web: webPort, webIp: host };
  const maildev = new MailDev({ ...ports, mailDirectory, silent: true });
  try {
    const { smtp, api } = await quietly(() => maildev.start());
    hurryClose(smtp);
    const webUrl = `http://${host}:${api?.getPort()}`;
    onProgress?.(`Mail can be read at ${webUrl}`);

    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= maildev.stop().finally(erase);
      return stopped;
    };
    return { smtpUrl: `smtp://${host}:${smtp.getPort()}`, webUrl, stop };
  } catch (error) {
    await erase();
    throw error;
  }
}

/**
 * An idle connection of a client would delay the stop by half a minute, and maildev has no setting
 * for it.
 */
function hurryClose(smtp: object): void {
  const server = Reflect.get(smtp, "smtp") as { options: { closeTimeout?: number } };
  server.options.closeTimeout = closeTimeoutMs;
}

/** maildev prints one line on the console and has no option to disable it. */
async function quietly<Result>(start: () => Promise<Result>): Promise<Result> {
  const { info } = console;
  console.info = () => {};
  try {
    return await start();
  } finally {
    console.info = info;
  }
}
