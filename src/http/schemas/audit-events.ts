import Type from "typebox";
import { actorKinds, auditActions } from "../../domain/audit-event.ts";
import { page } from "./pagination.ts";
import { named, oneOf, textOrNull, timestamp, uuid } from "./schema.ts";

export const AuditEvent = named(
  "AuditEvent",
  Type.Object(
    {
      id: uuid("Of the event."),
      occurredAt: timestamp("When it was done."),
      actor: Type.Object({
        kind: oneOf(actorKinds, {
          description:
            "A `client` of ours, an `issuer` that signs its own tokens, a `family` with its link, the `operator` at the command line, or the `service` itself.",
        }),
        id: textOrNull({ description: "Of the client or the issuer." }),
        person: textOrNull({
          description: "For whom it spoke, such as a teacher's `externalId`.",
          examples: ["LK4"],
        }),
      }),
      action: oneOf(auditActions, { description: "What was done." }),
      pupilId: textOrNull({
        format: "uuid",
        description: "Which pupil it was about, if one. Of one that was erased it means nothing.",
      }),
      emails: Type.Array(Type.String(), {
        description: "The home addresses that it was about, as far as they are still there.",
      }),
      details: Type.Object(
        {},
        { additionalProperties: true, description: "Counts, and names of what changed." },
      ),
      requestId: textOrNull({ description: "`X-Request-Id` of the request that did it." }),
      network: textOrNull({
        description: "Where that came from: an IPv4 address, or the /64 of an IPv6 one.",
        examples: ["203.0.113.7"],
      }),
    },
    { description: "Something that was changed, and by whom." },
  ),
);

export const AuditEventPage = page("AuditEventPage", AuditEvent);
