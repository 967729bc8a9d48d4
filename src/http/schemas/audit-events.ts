import Type from "typebox";
import { actorKinds, auditActions } from "../../domain/audit-event.ts";
import { page } from "./pagination.ts";
import { named, oneOf, textOrNull, timestamp, uuid } from "./schema.ts";

export const AuditEvent = named(
  "AuditEvent",
  Type.Object(
    {
      id: uuid("Id of the event, a UUID."),
      occurredAt: timestamp("Time of the change, in UTC."),
      actor: Type.Object(
        {
          kind: oneOf(actorKinds, {
            description:
              "Kind of the actor: `client` is an API client of this service, `issuer` is a portal that signs its own tokens, `family` is a parent or child, `operator` is a person at the command line, and `service` is a background job.",
          }),
          id: textOrNull({
            description: "Id of the client or the issuer; `null` for the other kinds of actor.",
          }),
          person: textOrNull({
            description:
              "Person on whose behalf the actor acted, such as the `externalId` of a teacher; `null` when there is none.",
            examples: ["LK4"],
          }),
        },
        { description: "The actor that made the change." },
      ),
      action: oneOf(auditActions, { description: "Kind of the change." }),
      pupilId: textOrNull({
        format: "uuid",
        description:
          "Id of the pupil whose data was changed; `null` when the change was about no single pupil. The id of an erased pupil resolves to nothing.",
      }),
      emails: Type.Array(Type.String({ description: "A home address." }), {
        description:
          "Home addresses that the change was about. An address disappears from this list when it is removed from the pupil.",
      }),
      details: Type.Object(
        {},
        {
          additionalProperties: true,
          description:
            "Counts and the names of changed settings. The properties depend on `action`.",
        },
      ),
      requestId: textOrNull({
        description:
          "`X-Request-Id` of the request that made the change; `null` when there was no request.",
      }),
      network: textOrNull({
        description:
          "Network of the caller: an IPv4 address, or the /64 prefix of an IPv6 address. It is `null` when there was no request.",
        examples: ["203.0.113.7"],
      }),
    },
    { description: "A change in the school's data, with its actor. An event never changes." },
  ),
);

export const AuditEventPage = page("AuditEventPage", AuditEvent);
