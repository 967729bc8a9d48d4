import Type, { type Static } from "typebox";
import { type MailEvent, mailEventKinds, messageIdLengthMax } from "../../domain/mail/event.ts";
import { mailReasonOf } from "../../domain/mail/reason.ts";
import { mailAnswerLengthMax } from "../../domain/text.ts";
import { closed, named, oneOf, timestamp } from "./schema.ts";

const eventsMax = 500;

const event = closed({
  messageId: Type.String({
    maxLength: messageIdLengthMax,
    description: "Message-ID of the mail, with or without angle brackets.",
    examples: ["<0198f0f2-6c1e-7c3a-9d5e-0a1b2c3d4e5f@thuisinlog.example>"],
  }),
  event: oneOf(mailEventKinds, {
    description:
      "Kind of the event: `delivered`; `bounced` is a permanent failure; `deferred` may still arrive; `complained` is a spam report. `bounced` and `complained` give the address the status `bounced`.",
  }),
  reason: Type.Optional(
    Type.String({
      maxLength: mailAnswerLengthMax,
      description:
        "Response of the mail server. Only its reply code (RFC 5321) or enhanced status code (RFC 3463) is read; the text is not stored.",
      examples: ["550 5.1.1 no such user"],
    }),
  ),
  occurredAt: timestamp("Time of the event, in UTC. Events can be reported in any order."),
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
    description: "One delivery event, or an array of delivery events.",
  }),
);

export function mailEventsOf(body: Static<typeof MailEvents>): MailEvent[] {
  return [body].flat().map(({ messageId, event, reason = "" }) => ({
    messageId,
    event,
    reason: event === "complained" ? "reported-as-spam" : (mailReasonOf(reason) ?? "other"),
  }));
}
