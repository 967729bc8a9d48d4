// https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads
import Type, { type Static } from "typebox";
import type { MailEvent } from "../../domain/mail/event.ts";
import { type MailReason, mailReasonOf } from "../../domain/mail/reason.ts";
import { named } from "../schemas/schema.ts";

/** Additional properties are allowed, because Mailgun adds fields without notice. */
export const MailgunEvent = named(
  "MailgunEvent",
  Type.Object(
    {
      signature: Type.Object(
        {
          timestamp: Type.String({
            maxLength: 20,
            description: "Time of the signature, in seconds since 1970-01-01 UTC.",
          }),
          token: Type.String({
            maxLength: 200,
            description: "Random value that is part of the signed text.",
          }),
          signature: Type.String({
            maxLength: 200,
            description:
              "HMAC-SHA-256 of timestamp and token with the webhook signing key, in hexadecimal.",
          }),
        },
        { description: "The signature of the event." },
      ),
      "event-data": Type.Object(
        {
          event: Type.String({
            description:
              "Kind of the event. Only `failed` and `complained` have an effect; other kinds are ignored.",
          }),
          severity: Type.Optional(
            Type.String({ description: "Severity of a failure: `permanent` or `temporary`." }),
          ),
          reason: Type.Optional(
            Type.String({ description: "Reason of the failure, in the codes of Mailgun." }),
          ),
          "delivery-status": Type.Optional(
            Type.Object(
              {
                code: Type.Optional(
                  Type.Number({ description: "Reply code of the mail server (RFC 5321)." }),
                ),
                "enhanced-code": Type.Optional(
                  Type.String({ description: "Enhanced status code (RFC 3463)." }),
                ),
                message: Type.Optional(
                  Type.String({ description: "Response of the mail server." }),
                ),
              },
              { description: "Details of the delivery." },
            ),
          ),
          message: Type.Object(
            {
              headers: Type.Object(
                {
                  "message-id": Type.Optional(
                    Type.String({ description: "Message-ID of the mail." }),
                  ),
                },
                { description: "Headers of the mail." },
              ),
            },
            { description: "The mail of the event." },
          ),
        },
        { description: "The event itself." },
      ),
    },
    { description: "A webhook event in the format of Mailgun. Unknown fields are ignored." },
  ),
);

/** Mailgun suppressed the mail because of an earlier event. */
const reasons: Readonly<Record<string, MailReason>> = {
  "suppress-bounce": "address-unknown",
  "suppress-complaint": "reported-as-spam",
  "suppress-unsubscribe": "mail-refused",
};

export function eventOfMailgun({ "event-data": data }: Static<typeof MailgunEvent>): MailEvent[] {
  const messageId = data.message.headers["message-id"] ?? "";
  if (data.event === "complained") {
    return [{ messageId, event: "complained", reason: "reported-as-spam" }];
  }
  if (data.event !== "failed") return [];
  const { code, message, "enhanced-code": status } = data["delivery-status"] ?? {};
  const reason =
    reasons[data.reason ?? ""] ?? mailReasonOf([status, message, code].join(" ")) ?? "other";
  const event = data.severity === "permanent" ? "bounced" : "deferred";
  return [{ messageId, event, reason }];
}
