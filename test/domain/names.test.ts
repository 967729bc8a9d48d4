// Formats of names that callers supply: schools, publishers, devices, people, mails.
import t from "tap";
import { deviceLifetimeSeconds, parseDeviceName } from "../../src/domain/device.ts";
import { mailIdOf, messageIdOf } from "../../src/domain/mail/event.ts";
import { rolePattern, rosterLimits, visiblePattern } from "../../src/domain/roster/text.ts";
import { parseBrin } from "../../src/domain/school/brin.ts";
import { isPublisherKey } from "../../src/domain/school/publisher.ts";

t.test("a BRIN with location code 00 equals the BRIN without it", async (t) => {
  const brins = { "01AB": "01AB", "01AB00": "01AB", "01AB01": "01AB01", "01AB10": "01AB10" };
  for (const [typed, brin] of Object.entries(brins)) t.equal(parseBrin(typed), brin);
});

t.test("an invalid BRIN is rejected", async (t) => {
  for (const text of [
    "",
    "00",
    "01A",
    "01ab",
    "1ABC",
    "01AB0",
    "01AB000",
    "x01AB",
    "01AB00x",
    "AB01",
    "01AB\n",
    "0100",
  ]) {
    t.equal(parseBrin(text), undefined, JSON.stringify(text));
  }
});

t.test(
  "a publisher's key has letters, digits and single hyphens, at most 50 characters",
  async (t) => {
    for (const key of ["malmberg", "x", "2", "de-grote-4", "a".repeat(50)])
      t.ok(isPublisherKey(key), key);
    for (const key of [
      "",
      "-",
      "Malmberg",
      "-x",
      "x-",
      "a--b",
      "a b",
      "a_b",
      "é",
      "x\n",
      "a".repeat(51),
    ]) {
      t.notOk(isPublisherKey(key), JSON.stringify(key));
    }
  },
);

t.test("the name of a device is one line of at most 100 characters", async (t) => {
  t.equal(parseDeviceName(" De\t\n\u0000laptop\u2028 van  Noor "), "De laptop van Noor");
  t.equal(parseDeviceName("cafe\u0301"), "caf\u00e9");
  t.equal(parseDeviceName(" \n\u200b"), "");
  t.equal(parseDeviceName("\u{1f600}".repeat(101)), "\u{1f600}".repeat(100));
  t.equal(parseDeviceName(`${"a".repeat(99)} b`), "a".repeat(99));
});

t.test("a device expires 180 days after its last use", async (t) => {
  t.equal(deviceLifetimeSeconds, 15_552_000);
});

t.test("a role has two to four capital letters", async (t) => {
  const role = new RegExp(rolePattern);
  for (const text of ["IB", "DIR", "ABCD"]) t.match(text, role);
  for (const text of ["", "I", "ABCDE", "ib", "I B", "IB1", " IB"]) t.notMatch(text, role, text);
});

t.test("a name is not blank and contains no control characters", async (t) => {
  const visible = new RegExp(visiblePattern, "u");
  for (const text of ["x", " x", "x ", "van  der Berg", "\u00a0x", "\u{1f600}"])
    t.match(text, visible);
  for (const text of ["", " ", "\u00a0", "a\nb", "\tx", "x\u0000", "\u0085"]) {
    t.notMatch(text, visible, JSON.stringify(text));
  }
  t.ok(Object.values(rosterLimits).every((limit) => limit > 0));
  t.equal(rosterLimits.keyLengthMax, 256, "as in EDEXML");
});

const mailId = "01990000-0000-7000-8000-00000000000a";

t.test("a mail is found by its Message-ID, in every form that providers send", async (t) => {
  t.equal(mailIdOf(messageIdOf(mailId, "thuisinlog.example")), mailId);
  for (const form of [
    mailId,
    `<${mailId}>`,
    `${mailId}@x.nl`,
    ` <${mailId}@x.nl>\n`,
    mailId.toUpperCase(),
  ]) {
    t.equal(mailIdOf(form), mailId, form);
  }
});

t.test("the Message-ID of another sender matches no mail", async (t) => {
  for (const form of [
    "",
    "abc@x.nl",
    `x${mailId}`,
    `${mailId}x`,
    `${mailId}@`,
    `<${mailId}@x.nl> y`,
    `y <${mailId}@x.nl>`,
    `${mailId}@a@b`,
    `${mailId}@a b`,
    `<<${mailId}@x.nl>`,
    mailId.replaceAll("-", ""),
    mailId.slice(1),
    mailId.replace("a", "g"),
    mailId.replace("0", "-"),
    ...[0, 9, 14, 19, 24].map((place) => `${mailId.slice(0, place)}z${mailId.slice(place + 1)}`),
    ...[8, 13, 18, 23].map((place) => `${mailId.slice(0, place)}0${mailId.slice(place)}`),
  ]) {
    t.equal(mailIdOf(form), undefined, JSON.stringify(form));
  }
});
