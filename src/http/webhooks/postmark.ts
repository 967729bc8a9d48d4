// https://postmarkapp.com/developer/webhooks/webhooks-overview
import Type, { type Static } from "typebox";
import type { MailEvent } from "../../domain/mail/event.ts";
import { type MailReason, mailReasonOf } from "../../domain/mail/reason.ts";
import { named } from "../schemas/schema.ts";

const text = (description: string) => Type.Optional(Type.String({ description }));

/** Additional properties are allowed, because Postmark adds fields without notice. */
export const PostmarkEvent = named(
  "PostmarkEvent",
  Type.Object(
    {
      RecordType: Type.String({
        description:
          "Kind of the event. Only `Bounce` and `SpamComplaint` have an effect; other kinds are ignored.",
      }),
      Metadata: Type.Optional(
        Type.Record(Type.String(), Type.String(), {
          description:
            "Metadata of the mail. Its property `mailid` is the id of the mail in this service, which adds it to each mail as a header.",
        }),
      ),
      Type: text("Type of the bounce, in the words of Postmark."),
      Inactive: Type.Optional(
        Type.Boolean({
          description:
            "Whether Postmark has deactivated the address and sends no more mail to it. The bounce is then permanent.",
        }),
      ),
      Description: text("Description of the bounce type."),
      Details: text("Response of the mail server."),
    },
    { description: "A webhook event in the format of Postmark. Unknown fields are ignored." },
  ),
);

const hardTypes = new Set(["HardBounce", "BadEmailAddress", "ManuallyDeactivated"]);
/** By type, when the answer of the mail server gives no reason. */
const reasons: Readonly<Record<string, MailReason>> = {
  HardBounce: "address-unknown",
  BadEmailAddress: "address-unknown",
  DnsError: "domain-unknown",
  Blocked: "mail-refused",
  SpamNotification: "mail-refused",
};

export function eventOfPostmark(body: Static<typeof PostmarkEvent>): MailEvent[] {
  const { RecordType: recordType, Type: type = "", Inactive: isInactive = false } = body;
  const messageId = messageIdIn(body.Metadata ?? {});
  if (recordType === "SpamComplaint" || type === "SpamComplaint") {
    return [{ messageId, event: "complained", reason: "reported-as-spam" }];
  }
  if (recordType !== "Bounce") return [];
  const event = isInactive || hardTypes.has(type) ? "bounced" : "deferred";
  const reason = mailReasonOf(`${body.Details}`) ?? reasons[type] ?? "other";
  return [{ messageId, event, reason }];
}

/** Case-insensitive, because Postmark derives the key from a header name. */
function messageIdIn(metadata: Readonly<Record<string, string>>): string {
  const [, mailId = ""] =
    Object.entries(metadata).find(([name]) => name.toLowerCase() === "mailid") ?? [];
  return mailId;
}
