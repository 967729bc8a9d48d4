import { simpleParser } from "mailparser";
import t from "tap";
import { composeMessage, type OutgoingMail } from "../../src/mail/message.ts";

const mail: OutgoingMail = {
  messageId: "<01987f3e@mail.thuisinlog.example>",
  date: new Date("2026-03-14T10:00:00Z"),
  from: "Thuisinlog <thuis@thuisinlog.example>",
  to: "wimpie@thuis.example",
  subject: "Thuis inloggen voor Zoë (De Regenboog)",
  text: "Hallo\n",
  html: "<p>Hallo</p>\n",
};

t.test("a mail that is sent again has the same bytes", async (t) => {
  t.ok(composeMessage(mail).equals(composeMessage({ ...mail })));
});

t.test("any text arrives unchanged, in ASCII lines of at most 76 bytes", async (t) => {
  const texts = [
    "zonder einde",
    "spatie aan het eind \t\nen aan het eind van alles ",
    ".\n..\nFrom hier\n--=_thuisinlog\n--=_thuisinlog--\n",
    "a = b, =3D, =_ en ==\n",
    `${"ë".repeat(500)}\n${"x".repeat(1_500)}\n${"=".repeat(200)}\n`,
    "👩‍👧 Ωλβ ﷽ \u2028 \u0085\n",
  ];
  for (const text of texts) {
    const html = `<pre>${text}</pre>`;
    const bytes = composeMessage({ ...mail, text, html });
    const lines = bytes.toString("latin1").split("\r\n");
    t.ok(lines.every((line) => /^[\x20-\x7e\t]{0,76}$/.test(line)));
    const parsed = await simpleParser(bytes, { skipTextToHtml: true });
    t.equal(parsed.text, text);
    t.equal(parsed.html, html);
  }
});

t.test("line breaks of any kind arrive as line breaks, and end no header", async (t) => {
  const parsed = await simpleParser(
    composeMessage({ ...mail, text: "a\rb\r\nc\nd", subject: "x\r\nBcc: b@b.example" }),
  );
  t.equal(parsed.text, "a\nb\nc\nd");
  t.equal(parsed.bcc, undefined);
});
