import Type, { type Static } from "typebox";
import { type MailEvent, mailEventKinds } from "../../domain/mail-event.ts";
import { mailReasonOf } from "../../domain/mail-reason.ts";
import { closed, named, oneOf, timestamp } from "./schema.ts";

const eventsMax = 500;

const event = closed({
  messageId: Type.String({
    maxLength: 998,
    description: "The Message-ID of the mail, with its angle brackets or without.",
    examples: ["<0198f0f2-6c1e-7c3a-9d5e-0a1b2c3d4e5f@thuisinlog.example>"],
  }),
  event: oneOf(mailEventKinds, {
    description:
      "`bounced` is for good; `deferred` may still arrive. `bounced` and `complained` show at the address.",
  }),
  reason: Type.Optional(
    Type.String({
      maxLength: 1_000,
      description:
        "What the mail server said. Only the code (RFC 5321) or the status (RFC 3463) in it is read; nothing of it is kept.",
      examples: ["550 5.1.1 no such user"],
    }),
  ),
  occurredAt: timestamp("When it happened; the order in which events come plays no part."),
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
    description: "What became of one mail, or of several.",
  }),
);

export function mailEventsOf(body: Static<typeof MailEvents>): MailEvent[] {
  return [body].flat().map(({ messageId, event, reason = "" }) => ({
    messageId,
    event,
    reason: event === "complained" ? "reported-as-spam" : (mailReasonOf(reason) ?? "other"),
  }));
}
