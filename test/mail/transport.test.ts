import { generateKeyPairSync } from "node:crypto";
import t, { type Test } from "tap";
import {
  createSmtpTransport,
  type MailTransport,
  type OutgoingMail,
  type SmtpTransportOptions,
} from "../../src/mail/transport.ts";
import { until } from "../integration/until.ts";
import { type Behaviour, startSmtpServer, type TestSmtpServer } from "../support/smtp-server.ts";

const wimpie = "wimpie@thuis.example";

function mailTo(to: string, rest: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    messageId: "<01987f3e@mail.thuisinlog.example>",
    date: new Date("2026-03-14T10:00:00Z"),
    from: "Thuisinlog <thuis@thuisinlog.example>",
    to,
    subject: "Thuis inloggen voor Zoë (De Regenboog)",
    text: "Hallo,\n\nééń regel.\n.\nEn een punt.\n",
    html: "<p>Hallo,</p>",
    ...rest,
  };
}

function transportTo(
  t: Test,
  server: { url: string },
  options: Partial<SmtpTransportOptions> = {},
): MailTransport {
  const transport = createSmtpTransport({
    url: server.url,
    connectionsMax: 2,
    ...options,
  });
  t.teardown(() => transport.close());
  return transport;
}

async function startBoth(t: Test): Promise<{ server: TestSmtpServer; transport: MailTransport }> {
  const server = await startSmtpServer(t);
  return { server, transport: transportTo(t, server) };
}

t.test("a mail arrives complete, with exactly the expected headers", async (t) => {
  const { server, transport } = await startBoth(t);
  const outcome = await transport.deliver(mailTo(wimpie));
  t.match(outcome, { kind: "sent", answer: /^250 2\.0\.0 queued/ });

  const [mail] = server.messagesTo(wimpie);
  t.strictSame(
    mail?.headerLines.map((header) => header.key),
    [
      "auto-submitted",
      "x-auto-response-suppress",
      "x-pm-metadata-mailid",
      "from",
      "to",
      "subject",
      "message-id",
      "date",
      "mime-version",
      "content-type",
    ],
  );
  t.equal(mail?.headers.get("auto-submitted"), "auto-generated");
  t.equal(mail?.headers.get("x-auto-response-suppress"), "All");
  t.equal(mail?.messageId, mailTo(wimpie).messageId);
  t.strictSame(mail?.date, mailTo(wimpie).date);
  t.equal(mail?.subject, mailTo(wimpie).subject);
  t.equal(mail?.text, mailTo(wimpie).text);
  t.equal(mail?.html, mailTo(wimpie).html);
  t.strictSame(mail?.from?.value, [{ name: "Thuisinlog", address: "thuis@thuisinlog.example" }]);
  t.strictSame(mail?.to, { ...mail?.to, text: wimpie });
  t.strictSame(mail?.envelope, { from: "thuis@thuisinlog.example", to: [wimpie] });
  t.ok(mail?.raw.split("\r\n").every((line) => line.length <= 998));
});

t.test("no address, name or subject adds a recipient or a header", async (t) => {
  const { server, transport } = await startBoth(t);
  const oneMailbox = [
    "jan+school@a.example",
    "o'neill@a.example",
    "zoë@a.example",
    "a@bücher.example",
  ];
  const hostile = [
    "a@a.example, b@b.example",
    "a@a.example;b@b.example",
    "a@a.example\r\nRCPT TO:<b@b.example>",
    "a@a.example\nBcc: b@b.example",
    "a@a.example>\r\nRCPT TO:<b@b.example",
    "a@good.example(x)evil.example",
    '"a@a.example"@b.example',
    '"a b"@b.example',
    "a@a.example@b.example",
    "Jan <a@a.example>",
    "<a@a.example>",
    "group: a@a.example, b@b.example;",
    "a@[127.0.0.1]",
    "a@a.example\u0000",
    "a\u202E@a.example",
    "@b.example",
    "a@",
    "a",
    "",
  ];
  for (const to of oneMailbox) {
    server.clear();
    t.equal((await transport.deliver(mailTo(to))).kind, "sent", to);
    t.equal(server.recipients.length, 1, to);
  }
  server.clear();
  for (const to of hostile) {
    t.match(await transport.deliver(mailTo(to)), { kind: "bounced", status: "5.1.3" }, to);
  }
  t.strictSame(server.recipients, []);

  const subject = "x\r\nBcc: b@b.example\r\n\r\n<script>";
  await transport.deliver(mailTo(wimpie, { subject, messageId: "<a@b>\r\nBcc: b@b.example" }));
  t.equal(server.messages[0]?.headerLines.length, 10);
  t.strictSame(server.recipients, [wimpie]);
});

t.test("a rejection is a bounce only if it is about the address", async (t) => {
  const server = await startSmtpServer(t);
  const transport = transportTo(t, server, { connectionsMax: 1 });
  const refusals: [Behaviour, code: number, status: string | undefined][] = [
    ["reject-recipient-550", 550, "5.1.1"],
    [{ at: "recipient", code: 550, text: "5.2.1 mailbox disabled" }, 550, "5.2.1"],
    [{ at: "recipient", code: 550, text: "no such user" }, 550, undefined],
    [{ at: "recipient", code: 551, text: "user has moved" }, 551, undefined],
    [{ at: "recipient", code: 553, text: "no such thing" }, 553, undefined],
    [{ at: "recipient", code: 556, text: "5.1.10 the domain takes no mail" }, 556, "5.1.10"],
    [{ at: "message", code: 550, text: "5.1.1 unknown" }, 550, "5.1.1"],
  ];
  for (const [behaviour, code, status] of refusals) {
    server.behave(behaviour);
    t.match(await transport.deliver(mailTo(wimpie)), { kind: "bounced", code, status });
  }
  t.equal(server.connectionCount, 1, "the connection survives a rejection");
});

t.test("a permanent rejection of this service or its mail is deferred", async (t) => {
  const server = await startSmtpServer(t);
  const transport = transportTo(t, server, { connectionsMax: 1 });
  const refusals: [Behaviour, code: number][] = [
    ["reject-message-554", 554],
    ["reject-sender-550", 550],
    ["reject-message-452", 452],
    [{ at: "recipient", code: 554, text: "5.7.1 <RECIPIENT>: Access denied" }, 554],
    [{ at: "recipient", code: 550, text: "5.7.1 blocked" }, 550],
    [{ at: "recipient", code: 550, text: "5.1.8 sender unknown" }, 550],
    [{ at: "recipient", code: 554, text: "transaction failed" }, 554],
    [{ at: "message", code: 552, text: "5.3.4 too big" }, 552],
    [{ at: "message", code: 554, text: "5.6.0 bad content" }, 554],
    [{ at: "recipient", code: 530, text: "5.7.0 authentication required" }, 530],
    [{ at: "recipient", code: 503, text: "5.5.1 bad sequence" }, 503],
  ];
  for (const [behaviour, code] of refusals) {
    server.behave(behaviour);
    const outcome = await transport.deliver(mailTo(wimpie));
    t.match(outcome, { kind: "deferred", isAboutUs: true, code }, JSON.stringify(behaviour));
  }
});

t.test("a temporary rejection, or a full mailbox, is deferred", async (t) => {
  const { server, transport } = await startBoth(t);
  const refusals: [Behaviour, code: number][] = [
    ["reject-recipient-451", 451],
    [{ at: "recipient", code: 450, text: "4.2.0 greylisted" }, 450],
    [{ at: "recipient", code: 452, text: "4.2.2 mailbox full" }, 452],
    [{ at: "recipient", code: 552, text: "5.2.2 mailbox full" }, 552],
    [{ at: "recipient", code: 550, text: "5.2.2 over quota" }, 550],
    [{ at: "message", code: 552, text: "exceeded storage allocation" }, 552],
  ];
  for (const [behaviour, code] of refusals) {
    server.behave(behaviour);
    const outcome = await transport.deliver(mailTo(wimpie));
    t.match(outcome, { kind: "deferred", isAboutUs: false, code }, JSON.stringify(behaviour));
  }
  server.behave("normal");
  t.equal((await transport.deliver(mailTo(wimpie))).kind, "sent", "the next attempt succeeds");
});

t.test("a rejected connection or rate is reported separately from the mail", async (t) => {
  const server = await startSmtpServer(t);
  const refusals: [Behaviour, stage: "connection" | "mail", code: number][] = [
    ["421-on-connect", "connection", 421],
    ["554-on-connect", "connection", 554],
    [{ at: "sender", code: 421, text: "4.7.0 slow down" }, "mail", 421],
    [{ at: "recipient", code: 421, text: "4.7.0 slow down" }, "mail", 421],
    [{ at: "message", code: 421, text: "4.7.0 slow down" }, "mail", 421],
    [{ at: "recipient", code: 450, text: "4.7.1 rate limit exceeded" }, "mail", 450],
  ];
  for (const [behaviour, stage, code] of refusals) {
    server.behave(behaviour);
    const outcome = await transportTo(t, server).deliver(mailTo(wimpie));
    t.match(outcome, { kind: "withheld", stage, code }, JSON.stringify(behaviour));
  }
});

t.test("a server that drops, hangs or breaks TLS fails only that mail", async (t) => {
  const server = await startSmtpServer(t);
  const validationErrors = [
    ["drop-on-connect", "withheld"],
    ["hang-on-connect", "withheld"],
    ["tls-broken", "withheld"],
    ["drop-before-final-dot", "deferred"],
    ["drop-before-final-answer", "deferred"],
    ["hang", "deferred"],
  ] as const;
  for (const [validationError, kind] of validationErrors) {
    server.behave(validationError);
    const timeouts = { connectionMs: 1_000, greetingMs: 1_000, socketMs: 1_000 };
    const transport = transportTo(t, server, { timeouts });
    const outcome = await transport.deliver(mailTo(wimpie));
    t.match(outcome, { kind, code: undefined, answer: /\w/ }, validationError);
    server.behave("normal");
    t.equal((await transport.deliver(mailTo(wimpie))).kind, "sent", `after ${validationError}`);
  }
});

t.test(
  "a server without SMTPUTF8 gets domains in ASCII, and no local part beyond ASCII",
  async (t) => {
    const server = await startSmtpServer(t, { asciiOnly: true });
    const transport = transportTo(t, server);
    t.equal((await transport.deliver(mailTo("a@bücher.example"))).kind, "sent");
    t.strictSame(server.recipientCommands, ["RCPT TO:<a@xn--bcher-kva.example>"]);
    for (const to of ["用户@例子.example", "zoë@a.example"]) {
      t.match(await transport.deliver(mailTo(to)), { kind: "bounced", reason: "other" }, to);
    }
    server.behave("reject-recipient-550");
    const unknown = await transport.deliver(mailTo(wimpie));
    t.match(unknown, { kind: "bounced", status: "5.1.1" });
    t.notHas(unknown, { reason: "other" });
  },
);

t.test("a transport opens no more connections than its limit", async (t) => {
  const server = await startSmtpServer(t);
  const transport = transportTo(t, server, { connectionsMax: 5, timeouts: {} });
  transport.limitConnections(2);
  const mails = Array.from({ length: 20 }, (_, index) => mailTo(`${index}@a.example`));
  const outcomes = await Promise.all(mails.map((mail) => transport.deliver(mail)));
  t.ok(outcomes.every(({ kind }) => kind === "sent"));
  t.equal(server.connectionCount, 2);
});

t.test("an accepted mail is sent, even if the connection drops right afterwards", async (t) => {
  const { server, transport } = await startBoth(t);
  server.behave("drop-after-accept");
  for (let count = 1; count <= 3; count++) {
    t.equal((await transport.deliver(mailTo(wimpie))).kind, "sent");
    t.equal(server.messages.length, count);
  }
});

t.test("the transport does not repeat a mail with an uncertain outcome", async (t) => {
  const { server, transport } = await startBoth(t);
  await transport.deliver(mailTo(wimpie));
  server.behave("drop-before-final-answer");
  t.equal((await transport.deliver(mailTo(wimpie))).kind, "deferred");
  t.equal(server.messages.length, 2);
});

t.test("a server that answers byte by byte cannot block a delivery", async (t) => {
  const server = await startSmtpServer(t);
  server.behave("trickle");
  const transport = transportTo(t, server, { timeouts: { socketMs: 60_000, deliveryMs: 5_000 } });
  t.match(
    await transport.deliver(mailTo(wimpie)),
    { kind: "deferred", answer: /in time/ },
    "ended by the deadline, not by the idle timeout",
  );
});

t.test("a delivery without a free connection in time counts as not attempted", async (t) => {
  const server = await startSmtpServer(t);
  server.behave("hang");
  const timeouts = { socketMs: 60_000, deliveryMs: 5_000 };
  const transport = transportTo(t, server, { connectionsMax: 1, timeouts });
  const outcomes = await Promise.all([1, 2, 3].map(() => transport.deliver(mailTo(wimpie))));
  t.strictSame(
    outcomes.map(({ kind }) => kind),
    ["deferred", "withheld", "withheld"],
  );
});

t.test("one bad mail does not affect the others in the pool", async (t) => {
  const server = await startSmtpServer(t);
  const transport = transportTo(t, server, { timeouts: {} }); // No timeouts in this test.
  const validationErrors: Record<string, Behaviour> = {
    "0@a.example": "reject-recipient-550",
    "4@a.example": "drop-before-final-answer",
    "8@a.example": { at: "message", code: 550, text: "5.1.1 unknown" },
    "12@a.example": { at: "recipient", code: 421, text: "4.7.0 enough" },
  };
  server.behave((recipient) => validationErrors[recipient] ?? "normal");
  // More than the hundred mails after which nodemailer replaces a connection.
  const mails = Array.from({ length: 250 }, (_, index) => mailTo(`${index}@a.example`));
  const outcomes = await Promise.all(mails.map((mail) => transport.deliver(mail)));
  const kinds = outcomes.map((outcome) => outcome.kind);
  t.strictSame(
    [kinds[0], kinds[4], kinds[8], kinds[12]],
    ["bounced", "deferred", "bounced", "withheld"],
  );
  t.equal(kinds.filter((kind) => kind === "sent").length, 246);
  const arrivals = server.messages.map((mail) => mail.envelope.to[0]);
  t.equal(new Set(arrivals).size, arrivals.length, "none arrives twice");
});

t.test("a reply that repeats the address is stored without it", async (t) => {
  const { server, transport } = await startBoth(t);
  const echo = (text: string) => server.behave({ at: "recipient", code: 550, text });
  const answerTo = async (to: string) => (await transport.deliver(mailTo(to))).answer;

  echo("5.1.1 <RECIPIENT>: no mailbox RECIPIENT here (to=RECIPIENT)");
  t.equal(
    await answerTo("Wimpie@Thuis.Example"),
    "550 5.1.1 <address> no mailbox <address> here <address>",
  );
  echo("5.1.1 user wimpie unknown; see https://a.example/?wimpie%40thuis.example");
  t.equal(await answerTo(wimpie), "550 5.1.1 user <address> unknown; see <address>");
  echo(`5.1.1 \u001B[31mred\u0007 \u202Eback ${"x".repeat(600)}`);
  const long = await answerTo(wimpie);
  t.match(long, /^550 5\.1\.1 \[31mred back x+$/);
  t.equal(long.length, 500);

  server.behave("normal");
  t.equal(await answerTo(wimpie), "250 2.0.0 queued for <address>");
});

t.test("credentials are sent, also if the server does not offer AUTH", async (t) => {
  const server = await startSmtpServer(t, { credentials: { user: "app", pass: "s3cret" } });
  t.equal((await transportTo(t, server).deliver(mailTo(wimpie))).kind, "sent");
  server.behave("reject-auth");
  t.match(await transportTo(t, server).deliver(mailTo(wimpie)), { kind: "withheld", code: 535 });
  server.behave("normal");
  const wrong = { url: server.url.replace("s3cret", "wrong") };
  t.match(await transportTo(t, wrong).deliver(mailTo(wimpie)), { kind: "withheld", code: 535 });
});

t.test("an untrusted certificate defers the mail, unless the URL allows it", async (t) => {
  for (const options of [{ secure: true }, { startTls: true }]) {
    const server = await startSmtpServer(t, options);
    const outcome = await transportTo(t, server).deliver(mailTo(wimpie));
    t.match(outcome, { kind: "withheld", answer: /certificate/ });
    t.equal(server.messages.length, 0);
    const trusting = { url: `${server.url}?tls.rejectUnauthorized=false` };
    t.equal((await transportTo(t, trusting).deliver(mailTo(wimpie))).kind, "sent");
  }
});

t.test("requireTLS sends no mail to a server without TLS", async (t) => {
  const server = await startSmtpServer(t);
  const strict = { url: `${server.url}?requireTLS=true` };
  t.equal((await transportTo(t, strict).deliver(mailTo(wimpie))).kind, "withheld");
  t.equal(server.messages.length, 0);
});

t.test("an unreachable host defers the mail", async (t) => {
  const nowhere = transportTo(t, { url: "smtp://127.0.0.1:1" });
  t.match(await nowhere.deliver(mailTo(wimpie)), { kind: "withheld", answer: /ECONNREFUSED/ });
  const unknown = transportTo(t, { url: "smtp://mail.invalid" });
  t.equal((await unknown.deliver(mailTo(wimpie))).kind, "withheld");
});

t.test("a URL that nodemailer would misread is rejected without repeating it", async (t) => {
  const urls = [
    "mail.example",
    "http://mail.example",
    "smtp://",
    "smtp://app:s3cret@mail.example?debug=true",
    "smtp://app:s3cret@mail.example?disableFileAccess=false",
    "smtp://app:s3cret@mail.example?proxy=http://s3cret.example",
  ];
  for (const url of urls) {
    try {
      createSmtpTransport({ url, connectionsMax: 1 });
      t.fail(`accepted ${url}`);
    } catch (error) {
      t.notMatch(String(error), /s3cret|mail\.example/);
    }
  }
});

t.test("closing waits for deliveries in flight, and starts no other", async (t) => {
  const { server, transport } = await startBoth(t);
  const mails = Array.from({ length: 10 }, (_, index) => mailTo(`${index}@a.example`));
  const deliveries = mails.map((mail) => transport.deliver(mail));
  await transport.close();
  t.equal(server.messages.length, 10);
  t.ok((await Promise.all(deliveries)).every((outcome) => outcome.kind === "sent"));
  t.equal((await transport.deliver(mailTo(wimpie))).kind, "withheld");
  await transport.close();
});

t.test("hanging up defers deliveries in flight and all later ones", async (t) => {
  const server = await startSmtpServer(t);
  const transport = transportTo(t, server, { timeouts: {} });
  server.behave("hang");
  const held = transport.deliver(mailTo(wimpie));
  await until("mail that is held after DATA", () => server.messages[0]);
  transport.hangUpAfter(0);
  t.match(await held, { kind: "deferred", answer: /in time/ });
  server.behave("normal");
  t.equal((await transport.deliver(mailTo(wimpie))).kind, "withheld");
});

t.test("mails are signed with a DKIM key, and an unusable key fails the start", async (t) => {
  const server = await startSmtpServer(t);
  const pem = { type: "pkcs8", format: "pem" } as const;
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export(pem);
  const ed25519 = generateKeyPairSync("ed25519").privateKey.export(pem);
  const signedWith = (privateKey: string | Buffer) => ({
    dkim: { domainName: "thuis.example", keySelector: "k1", privateKey: `${privateKey}` },
  });

  await transportTo(t, server, signedWith(rsa)).deliver(mailTo(wimpie));
  const signature = server.messages[0]?.headerLines.find(({ key }) => key === "dkim-signature");
  t.match(signature?.line, /d=thuis\.example;\s+q=dns\/txt; s=k1;.*h=from:subject:date/s);
  t.throws(() => transportTo(t, server, signedWith(ed25519)));
  t.throws(() => transportTo(t, server, signedWith("no key")));
});
