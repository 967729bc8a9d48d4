import Type, { type Static } from "typebox";
import { type MailEvent, mailEventKinds, messageIdLengthMax } from "../../domain/mail/event.ts";
import { mailReasonOf } from "../../domain/mail/reason.ts";
import { mailAnswerLengthMax } from "../../domain/text.ts";
import { closed, listed, named, oneOf, timestamp } from "./schema.ts";

const eventsMax = 500;

const event = closed({
  messageId: Type.String({
    maxLength: messageIdLengthMax,
    description: "Message-ID of the mail, with or without angle brackets.",
    examples: ["<01a05c3e-06e2-7c3a-9d5e-0a1b2c3d4e5f@thuisinlog.example>"],
  }),
  event: oneOf(mailEventKinds, {
    description: listed("Kind of the event.", {
      delivered: "the mail arrived. It changes nothing.",
      bounced: "a permanent failure.",
      deferred: "the mail may still arrive. It changes nothing.",
      complained: "a recipient reported the mail as spam.",
    }),
  }),
  reason: Type.Optional(
    Type.String({
      maxLength: mailAnswerLengthMax,
      description:
        "Response of the mail server. Only its reply code (RFC 5321) or enhanced status code (RFC 3463) is read; the text is not stored.",
      examples: ["550 5.1.1 no such user"],
    }),
  ),
  occurredAt: timestamp(
    "Time of the event, with any UTC offset: the address is `bounced` since this time. A time in the future counts as now, and one before the mail as the time of the mail. Events can be sent in any order: the first bounce of a mail that is received stays, and a newer mail to the address decides.",
  ),
});

type Event = Static<typeof event>;

export const MailEvents = named(
  "MailEvents",
  Type.Unsafe<Event | Event[]>({
    ...event,
    type: ["object", "array"],
    items: event,
    minItems: 1,
    maxItems: eventsMax,
    description: `One delivery event as an object, or an array of 1 to ${eventsMax} delivery events.`,
  }),
);

export function mailEventsOf(body: Static<typeof MailEvents>): MailEvent[] {
  return [body].flat().map(({ messageId, event, reason = "", occurredAt }) => ({
    messageId,
    event,
    reason: event === "complained" ? "reported-as-spam" : (mailReasonOf(reason) ?? "other"),
    occurredAt: new Date(occurredAt),
  }));
}
