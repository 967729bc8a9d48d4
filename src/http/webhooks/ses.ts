// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html and
// https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import type { MailEvent } from "../../domain/mail-event.ts";
import { type MailReason, mailReasonOf } from "../../domain/mail-reason.ts";
import { named, oneOf } from "../schemas/schema.ts";

const text = (description: string) => Type.String({ description });

/** AWS adds fields without notice, so this one is not closed. */
export const SesNotification = named(
  "SesNotification",
  Type.Object(
    {
      Type: oneOf(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"], {
        description: "A subscription that is offered is accepted.",
      }),
      MessageId: text("Of this notification."),
      TopicArn: text("The topic that the operator has set."),
      Message: text("What Amazon SES tells, as JSON."),
      Timestamp: text("When it was published."),
      SignatureVersion: text("`1` (SHA-1) or `2` (SHA-256)."),
      Signature: text("In base64, by the key that stands at `SigningCertURL`."),
      SigningCertURL: text("At Amazon SNS, in the region of the topic."),
      Subject: Type.Optional(Type.String()),
      SubscribeURL: Type.Optional(Type.String()),
      Token: Type.Optional(Type.String()),
    },
    { description: "A message of Amazon SNS, with what Amazon SES tells." },
  ),
);

const told = Type.Object({
  notificationType: Type.Optional(Type.String()),
  eventType: Type.Optional(Type.String()),
  mail: Type.Object({
    headers: Type.Optional(Type.Array(Type.Object({ name: Type.String(), value: Type.String() }))),
    commonHeaders: Type.Optional(Type.Object({ messageId: Type.Optional(Type.String()) })),
  }),
  bounce: Type.Optional(
    Type.Object({
      bounceType: Type.String(),
      bounceSubType: Type.Optional(Type.String()),
      bouncedRecipients: Type.Optional(
        Type.Array(
          Type.Object({
            status: Type.Optional(Type.String()),
            diagnosticCode: Type.Optional(Type.String()),
          }),
        ),
      ),
    }),
  ),
  complaint: Type.Optional(Type.Object({})),
});
type Told = Static<typeof told>;
const isTold = Compile(told);

/** For what does not say more. */
const reasons: Readonly<Record<string, MailReason>> = {
  NoEmail: "address-unknown",
  Suppressed: "address-unknown",
  OnAccountSuppressionList: "address-unknown",
  MailboxFull: "mailbox-full",
  MessageTooLarge: "mail-refused",
  ContentRejected: "mail-refused",
  AttachmentRejected: "mail-refused",
};

/** None of a message that tells of something else, or is no JSON, as the one at the first set-up. */
export function eventOfSes(message: string): MailEvent[] {
  const value = parseJson(message);
  if (!isTold.Check(value)) return [];
  const { bounce, complaint, mail } = value as Told;
  const messageId = messageIdIn(mail);
  if (complaint) return [{ messageId, event: "complained", reason: "reported-as-spam" }];
  if (!bounce) return [];
  const [recipient] = bounce.bouncedRecipients ?? [];
  const answer = `${recipient?.status} ${recipient?.diagnosticCode}`;
  return [
    {
      messageId,
      event: bounce.bounceType === "Permanent" ? "bounced" : "deferred",
      reason: mailReasonOf(answer) ?? reasons[bounce.bounceSubType ?? ""] ?? "other",
    },
  ];
}

/** SES gives a mail an id of its own; in these headers stands the one that we gave it. */
function messageIdIn({ headers = [], commonHeaders }: Told["mail"]): string {
  const header = headers.find(({ name }) => name.toLowerCase() === "message-id");
  return header?.value ?? commonHeaders?.messageId ?? "";
}

function parseJson(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
