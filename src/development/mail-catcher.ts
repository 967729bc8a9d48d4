// The mailbox of a development start: a mail server that keeps what it gets, and a page to read it.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Mailbox {
  /** Takes mail to every address, without TLS or password. */
  readonly smtpUrl: string;
  /**
   * The page to read it on. `GET <webUrl>/api/email` lists the mails as JSON, oldest first, each with
   * `id`, `subject`, `text`, `html`, `envelope`; `GET <webUrl>/api/email/<id>/source` is one as sent.
   */
  readonly webUrl: string;
  /** Ends open connections and erases the mails. May be called again. */
  stop(): Promise<void>;
}

interface MailboxOptions {
  /** 0 is a free one. */
  readonly webPort: number;
  /** Gets sentences for people. */
  readonly onProgress?: (message: string) => void;
}

const host = "127.0.0.1";
const closeTimeoutMs = 200;

/**
 * Starts both on 127.0.0.1, with the mails in a private temporary folder. Throws an Error that names
 * the port when `webPort` is taken.
 */
export async function startMailCatcher({ webPort, onProgress }: MailboxOptions): Promise<Mailbox> {
  await requireFree(webPort); // First, because a start of maildev that fails halfway cannot be stopped.
  // A development dependency, so that it is not there in production.
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

async function requireFree(port: number): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen(port, host), "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new Error(`Port ${port} of ${host}, for the page of the mailbox, is taken`);
  }
  probe.close();
  await once(probe, "close");
}

/** A client's idle connection would hold up the stop for half a minute, and maildev has no setting. */
function hurryClose(smtp: object): void {
  const server = Reflect.get(smtp, "smtp") as { options: { closeTimeout?: number } };
  server.options.closeTimeout = closeTimeoutMs;
}

/** maildev says one line on the console for which it has no switch. */
async function quietly<Result>(start: () => Promise<Result>): Promise<Result> {
  const { info } = console;
  console.info = () => {};
  try {
    return await start();
  } finally {
    console.info = info;
  }
}
