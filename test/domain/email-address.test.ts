import t from "tap";
import { parseEmailAddress } from "../../src/domain/email-address.ts";

t.test(
  "addresses are compared trimmed, in NFC, in lower case and with the domain in punycode",
  async (t) => {
    const same: readonly (readonly [typed: string, emailKey: string])[] = [
      [" Quinty@Thuis.NL ", "quinty@thuis.nl"],
      ["jose\u0301@thuis.nl", "jos\u00e9@thuis.nl"],
      ["info@café.nl", "info@xn--caf-dma.nl"],
      ["jan.de.boer+school@gmail.com", "jan.de.boer+school@gmail.com"],
    ];
    for (const [typed, emailKey] of same) t.match(parseEmailAddress(typed), { emailKey }, typed);
  },
);

t.test("what was typed stays for display", async (t) => {
  t.match(parseEmailAddress(" Quinty@Thuis.nl"), { email: "Quinty@Thuis.nl" });
});

t.test("what is no address of a family is refused, without repeating it", async (t) => {
  const refused = [
    "",
    "quinty",
    "@thuis.nl",
    "quinty@",
    "a@b@thuis.nl",
    "quinty@thuis",
    "quinty@thuis..nl",
    "quinty@thuis.nl.",
    "quinty@-thuis.nl",
    "quinty@[127.0.0.1]",
    "quinty@127.0.0.1",
    "quinty@thuis.nl:25",
    "quinty@thuis.nl/pad",
    "quinty@thu%69s.nl",
    "a@good.nl(x)evil.nl",
    "quinty(comment)@thuis.nl",
    '"quinty"@thuis.nl',
    "quinty@thuis.nl,ander@thuis.nl",
    "quinty@thuis.nl\r\nBcc: ander@thuis.nl",
    "qui\r\nnty@thuis.nl",
    "qui nty@thuis.nl",
    "quinty\u0000@thuis.nl",
    ".quinty@thuis.nl",
    "qui..nty@thuis.nl",
    `${"q".repeat(65)}@thuis.nl`,
    `q@${"thuis.".repeat(42)}nl`,
  ];
  for (const typed of refused) {
    const parsed = parseEmailAddress(typed);
    t.ok("fault" in parsed, JSON.stringify(typed));
    if (typed !== "" && "fault" in parsed) t.notMatch(parsed.fault, typed);
  }
});

t.test("the longest text that can be sent is looked at in no time to speak of", async (t) => {
  const octetsMax = 16 * 1024;
  const pieces = ["a", "a.", "a@", ".", "@", "-", "a-", "+", " ", "é", "xn--", "a@b.", "\t@", "1."];
  const begun = performance.now();
  for (const piece of pieces) {
    const text = piece.repeat(octetsMax / piece.length);
    for (const long of [text, `${text}@thuis.nl`, `a@${text}nl`, `a@${text}`, `${text}!`]) {
      t.match(parseEmailAddress(long), { fault: String });
    }
  }
  t.ok(performance.now() - begun < 2_000);
});
