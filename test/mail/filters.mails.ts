// What receiving mail servers see of every kind of mail: a valid signature, and no rule of SpamAssassin of weight.
import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { locales } from "../../src/domain/language/locale.ts";
import { pageLanguages } from "../../src/domain/language/page-language.ts";
import { mailKinds } from "../../src/domain/mail/kind.ts";
import { type MailChild, type MailContent, renderMail } from "../../src/mail/render.ts";
import { nameWithSchools } from "../../src/mail/sender.ts";
import { createSmtpTransport } from "../../src/mail/transport.ts";
import { type ReceivedMail, startSmtpServer } from "../support/smtp-server.ts";

interface Verdict {
  readonly status: { readonly result: string };
}

interface Authentication {
  readonly dkim: { readonly results: readonly (Verdict & { readonly signingDomain: string })[] };
  readonly spf: Verdict | false;
  readonly dmarc: Verdict | false;
}

/** The part of the package's answer that this suite reads. */
const { authenticate }: { authenticate(raw: string, options: object): Promise<Authentication> } =
  createRequire(import.meta.url)("mailauth");

const domain = "thuisinlog.nl";
const from = `Thuisinlog <thuis@${domain}>`;
const recipient = "ouder@home.nl";
const selector = "mail";
const homeUrl = `https://thuis.${domain}`;
/** As long as a real one. */
const token = `AZqu0pK6cACTn4xVQm3yXAGqbtKSunAAk5-MVUJt8lwAAAAA.${"kJ8sV2fQ0pLrT6xYz0Ab".repeat(2)}w4c`;
/** Address and name of the sending server in the example of the header. */
const sending = { ip: "192.0.2.25", host: `mail.${domain}` };

/** A rule counts from this weight, in points; a mail is spam from 5 points. */
const weight = 1;

/** Rules of weight that say nothing about the mail, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  RCVD_ILLEGAL_IP: "The sending server of this test has an address for documentation (RFC 5737).",
};

const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

/** The records that an operator publishes; everything else does not exist. */
const records: Readonly<Record<string, string>> = {
  [`${selector}._domainkey.${domain}`]: `v=DKIM1; k=rsa; p=${publicKey.toString("base64")}`,
  [`_dmarc.${domain}`]: "v=DMARC1; p=reject; adkim=s; aspf=s",
  [domain]: `v=spf1 ip4:${sending.ip} -all`,
};

async function resolve(name: string, type: string): Promise<string[][]> {
  const record = type === "TXT" ? records[name] : undefined;
  if (record !== undefined) return [[record]];
  throw Object.assign(new Error(`There is no ${type} of ${name}.`), { code: "ENOTFOUND" });
}

/** Children of two schools: one has a contact, one has none and an own name for every mail. */
function childrenOf(kind: MailContent["kind"], count: 1 | 2): MailChild[] {
  const purpose = kind === "links" ? "password-reset" : "activation";
  const url = `${homeUrl}/activate#${token}`;
  const expiresAt = new Date(Date.now() + 14 * 86_400_000);
  const rest = { purpose, url, expiresAt, isFromLetter: false } as const;
  return [
    {
      firstName: "Wimpie",
      schoolName: "Basisschool De Regenboog",
      schoolContact: "info@regenboog.nl",
      ...rest,
    },
    { firstName: "Fatima", schoolName: "De Wegwijzer", schoolContact: null, ...rest },
  ].slice(0, count);
}

function contentOf(
  kind: MailContent["kind"],
  locale: MailContent["locale"],
  count: 1 | 2,
): MailContent {
  const children = childrenOf(kind, count);
  const [first] = children;
  if (kind === "password-notice") {
    const { firstName, schoolName, schoolContact } = first ?? {
      firstName: "",
      schoolName: "",
      schoolContact: null,
    };
    return {
      kind,
      locale,
      firstName,
      schoolName,
      schoolContact,
      loginUrl: `${homeUrl}/login`,
      forgotUrl: `${homeUrl}/forgot`,
      changedAt: new Date(),
      use: "password-reset",
    };
  }
  if (kind === "activation") {
    const noticeUrls = {
      privacy: `${homeUrl}/privacy`,
      accessibility: `${homeUrl}/accessibility`,
    };
    return { kind, locale, children, noticeUrls };
  }
  return { kind, locale, children };
}

interface Rule {
  readonly name: string;
  readonly points: number;
}

/** Scores a mail with the rules on this machine only (`-L`), as if it had just arrived. */
async function scoreOf(raw: string, home: string): Promise<readonly Rule[]> {
  const report = await new Promise<string>((done, failed) => {
    const options = { env: { ...process.env, HOME: home, LC_ALL: "C.UTF-8" }, maxBuffer: 2 ** 24 };
    const program = execFile("spamassassin", ["-t", "-L", "-x"], options, (error, stdout) =>
      error ? failed(error) : done(stdout),
    );
    program.stdin?.end(raw);
  });
  const table = report.slice(report.lastIndexOf("---- ----------------------"));
  return [...table.matchAll(/^ *(-?\d+\.\d) ([A-Z][A-Z0-9_]+)/gm)].map(([, points, name]) => ({
    name: `${name}`,
    points: Number(points),
  }));
}

/** The header that the receiving server adds. */
function arrived(raw: string): string {
  const { ip, host } = sending;
  return (
    `Return-Path: <thuis@${domain}>\r\n` +
    `Received: from ${host} (${host} [${ip}])\r\n` +
    "\tby mx.home.nl (Postfix) with ESMTPS id 4cFq1z2Zkqz9s0k\r\n" +
    `\tfor <${recipient}>; ${new Date().toUTCString().replace("GMT", "+0000")}\r\n${raw}`
  );
}

/** The start of the text that an inbox shows beside the subject: the hidden line, or the visible text. */
function previewOf({ html }: ReceivedMail): string {
  const body = `${html}`.slice(`${html}`.indexOf("<body"));
  const [, hidden] = /display:none[^>]*>(.*?)<\/div>/.exec(body) ?? [];
  const text = (hidden ?? body)
    .replace(/<[^>]*>/g, " ")
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
    .replace(/\s+/g, " ")
    .trim();
  return text.length <= 110 ? text : `${text.slice(0, 110)}…`;
}

async function hasSpamAssassin(): Promise<boolean> {
  return await new Promise((done) =>
    execFile("spamassassin", ["--version"], (error) => done(!error)),
  );
}

if (!(await hasSpamAssassin())) {
  process.stderr.write(
    "This suite needs SpamAssassin: install it, for example with `apt install spamassassin`.\n",
  );
  process.exit(1);
}

t.setTimeout(20 * 60 * 1000);
const home = mkdtempSync(join(tmpdir(), "thuisinlog-mails-"));
t.teardown(() => rmSync(home, { recursive: true }));
const server = await startSmtpServer(t);
const transport = createSmtpTransport({
  url: server.url,
  connectionsMax: 1,
  dkim: { domainName: domain, keySelector: selector, privateKey },
});
t.teardown(() => transport.close());
const table: string[] = [];

async function receive(content: MailContent): Promise<ReceivedMail> {
  server.clear();
  const { schools, ...rendered } = renderMail(content, pageLanguages);
  await transport.deliver({
    ...rendered,
    messageId: `<01987f3e-7c1e-7a42-b9c1-5f3e2d1c0b10@${domain}>`,
    date: new Date(),
    from,
    senderName: nameWithSchools(from, schools),
    to: recipient,
  });
  const [mail] = server.messages;
  if (!mail) throw new Error("The mail did not arrive.");
  return mail;
}

async function check(raw: string): Promise<Authentication> {
  return await authenticate(raw, {
    ip: sending.ip,
    helo: sending.host,
    sender: `thuis@${domain}`,
    mta: "mx.home.nl",
    resolver: resolve,
    disableArc: true,
    disableBimi: true,
  });
}

for (const kind of mailKinds) {
  for (const locale of locales) {
    for (const count of [1, 2] as const) {
      if (kind === "password-notice" && count === 2) continue;
      const name = `${kind}, ${locale}, ${count === 1 ? "one child" : "two children"}`;
      await t.test(`${name}: is signed, and no filter holds it back`, async (t) => {
        const mail = await receive(contentOf(kind, locale, count));
        const { dkim, spf, dmarc } = await check(mail.raw);
        t.strictSame(
          dkim.results.map(({ status, signingDomain }) => [status.result, signingDomain]),
          [["pass", domain]],
        );
        t.equal(spf ? spf.status.result : "none", "pass");
        t.equal(dmarc ? dmarc.status.result : "none", "pass");
        const changed = await check(mail.raw.replace("Wimpie", "Wimpje"));
        t.not(changed.dkim.results[0]?.status.result, "pass", "a changed mail is not valid");

        const rules = await scoreOf(arrived(mail.raw), home);
        t.ok(rules.length > 0, "SpamAssassin has rules");
        const heavy = rules.filter(({ name, points }) => points >= weight && !exceptions[name]);
        t.strictSame(heavy, []);
        const score = rules.reduce((sum, { points }) => sum + points, 0);
        const named = rules.map(({ name, points }) => `${name} ${points}`).join(", ");
        const cells = [
          name,
          `${Buffer.byteLength(mail.raw)}`,
          previewOf(mail),
          score.toFixed(1),
          named,
        ];
        table.push(`| ${cells.join(" | ")} |`);
      });
    }
  }
}

t.teardown(() => {
  const head = [
    "| mail | bytes | preview line | score | rules |",
    "| --- | --- | --- | --- | --- |",
  ];
  process.stdout.write(`\n${[...head, ...table].join("\n")}\n`);
});
