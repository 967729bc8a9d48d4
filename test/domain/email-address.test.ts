import t from "tap";
import { parseEmailAddress, withoutName } from "../../src/domain/email-address.ts";

t.test(
  "addresses are compared after trimming, in NFC, in lower case and with the domain in punycode",
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

t.test("an address keeps its typed form for display", async (t) => {
  t.match(parseEmailAddress(" Quinty@Thuis.nl"), { email: "Quinty@Thuis.nl" });
});

t.test("an invalid address is rejected, without repeating it in the error", async (t) => {
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
    t.ok("validationError" in parsed, JSON.stringify(typed));
    if (typed !== "" && "validationError" in parsed) t.notMatch(parsed.validationError, typed);
  }
});

t.test("the error says where an address is wrong", async (t) => {
  const several = "holds more than one address: enter the second one as e-mail 2";
  const validationErrors = {
    "": "is empty",
    " ": "is empty",
    quinty: "has no @",
    "quinty@": "has no valid domain after the @",
    "@thuis.nl": "is invalid before the @",
    "a@b@thuis.nl": "has more than one @",
    "a@thuis.nl@": "has more than one @",
    "a@thuis.nl, b@thuis.nl": several,
    "a@thuis.nl;b@thuis.nl": several,
    "a@thuis.nl of b@thuis.nl": several,
    [`${"q".repeat(65)}@thuis.nl`]: "has more than 64 bytes before the @",
    [`${"é".repeat(33)}@thuis.nl`]: "has more than 64 bytes before the @",
    [`q@${"thuis.".repeat(42)}nl`]: "is longer than 254 bytes",
  };
  for (const [typed, validationError] of Object.entries(validationErrors))
    t.strictSame(parseEmailAddress(typed), { validationError });
});

t.test("an address can be as long as RFC 5321 allows, and no longer", async (t) => {
  const isAddress = (typed: string) => "email" in parseEmailAddress(typed);
  const domainOf = (length: number) => `${"a.".repeat(80)}${"b".repeat(length - 163)}.nl`;
  const label = (length: number) => "a".repeat(length);
  t.ok(isAddress(`${"q".repeat(64)}@thuis.nl`));
  t.notOk(isAddress(`q@${label(64)}.nl`));
  t.ok(isAddress(`q@${label(63)}.nl`));
  t.equal(domainOf(200).length, 200);
  t.notOk(isAddress(`q@${"é.".repeat(40)}nl`), "too long in punycode");
  t.ok(isAddress(`${"q".repeat(53)}@${domainOf(200)}`), "254 bytes");
  t.notOk(isAddress(`${"q".repeat(54)}@${domainOf(200)}`), "255 bytes");
});

t.test("a domain is compared in punycode, and ends in a name of letters", async (t) => {
  const keyOf = (typed: string) => {
    const address = parseEmailAddress(typed);
    return "validationError" in address ? undefined : address.emailKey;
  };
  t.equal(keyOf("a@Café.nl"), "a@xn--caf-dma.nl");
  t.equal(keyOf("a@xn--CAF-dma.nl"), "a@xn--caf-dma.nl");
  t.equal(keyOf("a@x.nl"), "a@x.nl");
  t.equal(keyOf("a@9.nl"), "a@9.nl");
  t.equal(keyOf("a@मेल.भारत"), "a@xn--r2bi6d.xn--h2brj9c");
  for (const domain of [
    "thuis.n",
    "thuis.n1",
    "thuis.1nl",
    "thuis.nl1",
    "thuis.123",
    "thuis-.nl",
    "thuis+.nl",
    `thuis.${"n".repeat(64)}`,
  ]) {
    t.equal(keyOf(`a@${domain}`), undefined, domain);
  }
});

t.test("the longest text that a caller can send is checked completely", async (t) => {
  const bytesMax = 16 * 1024;
  const pieces = ["a", "a.", "a@", ".", "@", "-", "a-", "+", " ", "é", "xn--", "a@b.", "\t@", "1."];
  for (const piece of pieces) {
    const text = piece.repeat(bytesMax / piece.length);
    for (const long of [text, `${text}@thuis.nl`, `a@${text}nl`, `a@${text}`, `${text}!`]) {
      t.match(parseEmailAddress(long), { validationError: String });
    }
  }
});

t.test("an address that was copied from a mail program is read", async (t) => {
  const copied = [
    "mailto:jan@thuis.nl",
    " MAILTO:jan@thuis.nl",
    "Jan <jan@thuis.nl>",
    '"Jansen, Jan" <mailto:jan@thuis.nl> ',
    "<jan@thuis.nl>",
    "jan@thuis.nl",
  ];
  for (const typed of copied) t.equal(withoutName(typed).trim(), "jan@thuis.nl", typed);
  const others = [
    "jan@thuis.nl <els@thuis.nl>",
    "Jan <jan@thuis.nl> en Els <els@thuis.nl>",
    "<",
    "a>",
  ];
  for (const typed of others) t.equal(withoutName(typed), typed);
});
