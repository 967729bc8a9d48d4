// https://postmarkapp.com/developer/webhooks/webhooks-overview
import Type, { type Static } from "typebox";
import type { MailEvent } from "../../domain/mail-event.ts";
import { type MailReason, mailReasonOf } from "../../domain/mail-reason.ts";
import { named } from "../schemas/schema.ts";

const text = Type.Optional(Type.String());

/** Postmark adds fields without notice, so this one is not closed. */
export const PostmarkEvent = named(
  "PostmarkEvent",
  Type.Object(
    {
      RecordType: Type.String({
        description: "`Bounce`, `SpamComplaint`, or one that is passed over.",
      }),
      Metadata: Type.Optional(
        Type.Record(Type.String(), Type.String(), {
          description:
            "Holds the id of the mail, which every mail carries for Postmark in a header.",
        }),
      ),
      Type: text,
      Inactive: Type.Optional(
        Type.Boolean({ description: "Whether Postmark sends nothing more to the address." }),
      ),
      Description: text,
      Details: text,
    },
    { description: "An event of Postmark, as its webhooks send it." },
  ),
);

const hardTypes = new Set(["HardBounce", "BadEmailAddress", "ManuallyDeactivated"]);
/** For what does not say more. */
const reasons: Readonly<Record<string, MailReason>> = {
  HardBounce: "address-unknown",
  BadEmailAddress: "address-unknown",
  DnsError: "domain-unknown",
  Blocked: "mail-refused",
  SpamNotification: "mail-refused",
};

export function eventOfPostmark(told: Static<typeof PostmarkEvent>): MailEvent[] {
  const { RecordType: recordType, Type: type = "", Inactive: isInactive = false } = told;
  const messageId = messageIdIn(told.Metadata ?? {});
  if (recordType === "SpamComplaint" || type === "SpamComplaint") {
    return [{ messageId, event: "complained", reason: "reported-as-spam" }];
  }
  if (recordType !== "Bounce") return [];
  const event = isInactive || hardTypes.has(type) ? "bounced" : "deferred";
  const reason = mailReasonOf(`${told.Details}`) ?? reasons[type] ?? "other";
  return [{ messageId, event, reason }];
}

/** The name of a header has no case, so neither has the one that Postmark makes of it. */
function messageIdIn(metadata: Readonly<Record<string, string>>): string {
  const [, mailId = ""] =
    Object.entries(metadata).find(([name]) => name.toLowerCase() === "mailid") ?? [];
  return mailId;
}
