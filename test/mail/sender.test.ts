import t from "tap";
import { composeMessage } from "../../src/mail/message.ts";
import { nameWithSchools, senderOf } from "../../src/mail/sender.ts";

const named = "Thuis Inloggen <no-reply@thuis.example>";
const bare = "no-reply@thuis.example";

t.test("the name of the school stands before that of the service", async (t) => {
  t.equal(nameWithSchools(named, "De Regenboog"), "De Regenboog via Thuis Inloggen");
  t.equal(nameWithSchools(bare, "De Regenboog"), "De Regenboog via Thuisinlog");
  t.equal(nameWithSchools(named, undefined), undefined);
  t.strictSame(senderOf(named), { name: "Thuis Inloggen", address: bare });
  t.strictSame(senderOf(bare), { name: "", address: bare });
});

t.test("no name of a school becomes another address or header", async (t) => {
  const mail = {
    messageId: "<a@thuis.example>",
    date: new Date("2026-07-14T14:30:00Z"),
    to: "b@thuis.example",
    subject: "s",
    text: "t",
    html: "h",
  };
  const fromOf = (senderName: string | undefined, from = named) => {
    const [head = ""] = composeMessage({ ...mail, from, senderName })
      .toString()
      .split("\r\n\r\n");
    const lines = head.replace(/\r\n[ \t]/g, " ").split("\r\n");
    return lines.filter((line) => /^(?:From|Bcc):/i.test(line));
  };
  t.strictSame(fromOf("De Regenboog via Thuis"), [`From: De Regenboog via Thuis <${bare}>`]);
  t.strictSame(fromOf(undefined), [`From: ${named}`]);
  t.strictSame(fromOf(undefined, bare), [`From: ${bare}`]);
  for (const name of [
    'De "Bij", <a@b.example>',
    "De Bij\r\nBcc: c@d.example",
    "a@b.example, c@d.example",
    "Sint-Jozef (Oost); de Bij: één ",
    "Ł".repeat(200),
  ]) {
    const lines = fromOf(`${name} via Thuis`);
    t.equal(lines.length, 1, name);
    t.match(lines[0], new RegExp(`^From: .* <${bare}>$`), name);
    t.equal(lines[0]?.replace(/"(?:[^"\\\\]|\\\\.)*"/g, "").match(/@/g)?.length, 1, name);
  }
});
