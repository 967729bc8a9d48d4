// https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads
import Type, { type Static } from "typebox";
import type { MailEvent } from "../../domain/mail-event.ts";
import { type MailReason, mailReasonOf } from "../../domain/mail-reason.ts";
import { named } from "../schemas/schema.ts";

/** Mailgun adds fields without notice, so this one is not closed. */
export const MailgunEvent = named(
  "MailgunEvent",
  Type.Object(
    {
      signature: Type.Object({
        timestamp: Type.String({ maxLength: 20, description: "Seconds since 1970." }),
        token: Type.String({ maxLength: 200 }),
        signature: Type.String({
          maxLength: 200,
          description: "HMAC-SHA-256 of timestamp and token under the signing key, in hexadecimal.",
        }),
      }),
      "event-data": Type.Object({
        event: Type.String({
          description: "`failed`, `complained`, or one that is passed over.",
        }),
        severity: Type.Optional(Type.String({ description: "`permanent` or `temporary`." })),
        reason: Type.Optional(Type.String()),
        "delivery-status": Type.Optional(
          Type.Object({
            code: Type.Optional(Type.Number()),
            "enhanced-code": Type.Optional(Type.String()),
            message: Type.Optional(Type.String()),
          }),
        ),
        message: Type.Object({
          headers: Type.Object({ "message-id": Type.Optional(Type.String()) }),
        }),
      }),
    },
    { description: "An event of Mailgun, as its webhooks send it." },
  ),
);

/** Mailgun did not try again, since it knew already. */
const reasons: Readonly<Record<string, MailReason>> = {
  "suppress-bounce": "address-unknown",
  "suppress-complaint": "reported-as-spam",
  "suppress-unsubscribe": "mail-refused",
};

export function eventOfMailgun({ "event-data": told }: Static<typeof MailgunEvent>): MailEvent[] {
  const messageId = told.message.headers["message-id"] ?? "";
  if (told.event === "complained") {
    return [{ messageId, event: "complained", reason: "reported-as-spam" }];
  }
  if (told.event !== "failed") return [];
  const { code, message, "enhanced-code": status } = told["delivery-status"] ?? {};
  const reason =
    reasons[told.reason ?? ""] ?? mailReasonOf([status, message, code].join(" ")) ?? "other";
  const event = told.severity === "permanent" ? "bounced" : "deferred";
  return [{ messageId, event, reason }];
}
