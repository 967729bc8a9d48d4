import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { createTransport } from "nodemailer";
import t, { type Test } from "tap";
import { startMailCatcher } from "../../src/development/mail-catcher.ts";

interface ListedMail {
  readonly subject: string;
  readonly text: string;
  /** Path of the stored mail. */
  readonly source: string;
}

async function listMails(webUrl: string): Promise<ListedMail[]> {
  const response = await fetch(`${webUrl}/api/email`);
  return (await response.json()) as ListedMail[];
}

/** Sends one mail, and keeps the connection open. */
async function sendMail(t: Test, url: string): Promise<void> {
  const transport = createTransport({ url, pool: true });
  t.teardown(() => transport.close());
  const [from, to] = ["thuis@thuisinlog.example", "moeder@thuis.example"];
  await transport.sendMail({ from, to, subject: "Voor Zoë", text: "Hallo" });
}

// Half of the time that maildev waits for an open connection.
const stopped = { timeout: 15_000 };

t.test(
  "mails can be read by HTTP, and a stop deletes them without waiting for clients",
  async (t) => {
    const progress: string[] = [];
    const lines = t.capture(console, "info");
    const mailbox = await startMailCatcher({
      webPort: 0,
      onProgress: (line) => progress.push(line),
    });
    t.teardown(() => mailbox.stop());
    t.strictSame(progress, [`Mail can be read at ${mailbox.webUrl}`]);
    t.strictSame(lines(), [], "no output on the console");
    for (const url of [mailbox.smtpUrl, mailbox.webUrl])
      t.equal(new URL(url).hostname, "127.0.0.1");

    await sendMail(t, mailbox.smtpUrl);
    const [mail, ...others] = await listMails(mailbox.webUrl);
    t.match(mail, { subject: "Voor Zoë", text: "Hallo" });
    t.strictSame(others, []);
    const page = await fetch(mailbox.webUrl, { headers: { accept: "text/html" } });
    t.match(await page.text(), /<title>MailDev/);

    const folder = dirname(mail?.source ?? "");
    t.equal(statSync(folder).mode & 0o077, 0, "the folder is private");
    await t.test("an open connection does not delay the stop", stopped, () =>
      Promise.all([mailbox.stop(), mailbox.stop()]).then(() => {}),
    );
    t.notOk(existsSync(folder));
    await t.rejects(fetch(mailbox.webUrl));
  },
);

t.test("the error for a port in use names the port and its setting", async (t) => {
  const mailbox = await startMailCatcher({ webPort: 0 });
  t.teardown(() => mailbox.stop());
  const { port } = new URL(mailbox.webUrl);
  await t.rejects(startMailCatcher({ webPort: Number(port) }), {
    message: `MAILBOX_PORT ${port} is taken: another program listens on 127.0.0.1:${port}. `,
  });
});
