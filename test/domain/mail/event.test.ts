import t from "tap";
import { mailIdOf, messageIdOf } from "../../../src/domain/mail/event.ts";

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
