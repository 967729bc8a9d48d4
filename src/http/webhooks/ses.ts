// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html and
// https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
import Type, { type Static } from "typebox";
import type { MailEvent } from "../../domain/mail/event.ts";
import { type MailReason, mailReasonOf } from "../../domain/mail/reason.ts";
import { createBodyValidator } from "../plugins/validation.ts";
import { named, oneOf } from "../schemas/schema.ts";

const text = (description: string) => Type.String({ description });

/** Additional properties are allowed, because AWS adds fields without notice. */
export const SesNotification = named(
  "SesNotification",
  Type.Object(
    {
      Type: oneOf(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"], {
        description:
          "Kind of the message. `Notification` carries an event; `SubscriptionConfirmation` is confirmed automatically.",
      }),
      MessageId: text("Id of this message at Amazon SNS."),
      TopicArn: text("ARN of the topic. It must be the topic that the operator has configured."),
      Message: text("The event of Amazon SES, as JSON text."),
      Timestamp: text("Time at which the message was published, in UTC."),
      SignatureVersion: text("Version of the signature: `1` is SHA-1, `2` is SHA-256."),
      Signature: text(
        "Signature in base64, made with the key of the certificate at `SigningCertURL`.",
      ),
      SigningCertURL: text(
        "URL of the signing certificate. It must be at Amazon SNS, in the region of the topic.",
      ),
      Subject: Type.Optional(text("Subject of the message.")),
      SubscribeURL: Type.Optional(
        text("URL that confirms the subscription. It is present for confirmations only."),
      ),
      Token: Type.Optional(
        text("Token of the subscription. It is present for confirmations only."),
      ),
    },
    {
      description:
        "A message of Amazon SNS that carries an event of Amazon SES. Unknown fields are ignored.",
    },
  ),
);

const body = Type.Object({
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
type Body = Static<typeof body>;
const isBody = createBodyValidator<Body>(body);

/** By subtype, when the answer of the mail server gives no reason. */
const reasons: Readonly<Record<string, MailReason>> = {
  NoEmail: "address-unknown",
  Suppressed: "address-unknown",
  OnAccountSuppressionList: "address-unknown",
  MailboxFull: "mailbox-full",
  MessageTooLarge: "mail-refused",
  ContentRejected: "mail-refused",
  AttachmentRejected: "mail-refused",
};

/**
 * Returns no event for another message or for text that is not JSON, such as the message of the
 * first set-up.
 */
export function eventOfSes(message: string): MailEvent[] {
  const value = parseJson(message);
  if (!isBody(value)) return [];
  const { bounce, complaint, mail } = value;
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

/** SES assigns another id; these headers contain the Message-ID of this service. */
function messageIdIn({ headers = [], commonHeaders }: Body["mail"]): string {
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
