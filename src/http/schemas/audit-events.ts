import Type from "typebox";
import { type AuditAction, actorKinds, auditActions } from "../../domain/audit-event.ts";
import { page } from "./pagination.ts";
import { listed, named, oneOf, textOrNull, timestamp, uuid } from "./schema.ts";

const actionMeanings: Readonly<Record<AuditAction, string>> = {
  "roster-put": "a roster was applied.",
  "pupil-left": "the pupil is absent from a new roster.",
  "pupil-updated": "the school chose another picture for the pupil.",
  "pupil-erased": "the pupil was erased, by a coordinator or after `retentionDays`.",
  "home-login-set": "home addresses were set or changed.",
  "home-login-removed": "all home addresses were removed.",
  "activation-mails-sent": "the school requested mails with a new link.",
  "letter-made": "the school made a letter with a code for the parents.",
  "address-proposed": "a parent entered an address with the code of a letter.",
  "address-proposal-accepted": "the school accepted an address that a parent entered.",
  "address-proposal-declined": "the school declined an address that a parent entered.",
  "password-made": "the family set a password.",
  "picture-code-made": "the family set a picture code.",
  "picture-codes-reset": "the school deleted the picture codes.",
  "address-bounced": "a mail could not be delivered or was reported as spam.",
  "address-refused": "the family declined the invitation.",
  "school-updated": "settings of the school were changed.",
  "group-updated": "settings of a group were changed.",
  "publisher-changed":
    "the operator changed what a publisher that the school uses receives, where, or whether at home.",
  "token-issued": "an access token was issued to a client.",
  "client-added": "the operator added an API client.",
  "client-revoked": "the operator revoked an API client.",
  "issuer-added": "the operator trusted a portal for the school.",
  "issuer-removed": "the operator removed a portal.",
};

export const AuditEvent = named(
  "AuditEvent",
  Type.Object(
    {
      id: uuid("Id of the event, a UUID."),
      occurredAt: timestamp("Time of the change, in UTC."),
      actor: Type.Object(
        {
          kind: oneOf(actorKinds, {
            description: listed("Kind of the actor.", {
              client: "an API client of this service.",
              issuer: "a portal that signs its own tokens.",
              family: "a person with a link or a home session.",
              operator: "a person at the command line.",
              service: "a background job or a mail event.",
            }),
          }),
          id: textOrNull({
            description: "Id of the client or the issuer; `null` for the other kinds of actor.",
          }),
          person: textOrNull({
            description:
              "For `issuer`: `sub` of the token. For `client`: the `externalId` of its teacher, or the id of the client. `null` for the other kinds.",
            examples: ["LK4"],
          }),
        },
        { description: "The actor that made the change." },
      ),
      action: oneOf(auditActions, { description: listed("Kind of the event.", actionMeanings) }),
      pupilId: textOrNull({
        format: "uuid",
        description:
          "Id of the pupil whose data was changed; `null` when the event is not about one pupil. For an erased pupil, requests with this id answer 404.",
      }),
      emails: Type.Array(Type.String({ description: "A home address." }), {
        description:
          "Home addresses that the event is about. An address that is removed from the pupil is also removed from this list.",
      }),
      details: Type.Object(
        {},
        {
          additionalProperties: true,
          description: [
            "Counts and names of settings. The properties depend on `action`:",
            "",
            "- `home-login-set`, `home-login-removed`: `added` and `removed`, the numbers of addresses.",
            "- `roster-put`: the counts of pupils as in `RosterChange`.",
            "- `school-updated`: `changed`, the names of the settings. When `publishers` is one of them also `publishersAdded`, a list of objects with `publisher` and `needs` as in `listPublishers`, and `publishersRemoved`, a list of keys.",
            "- `group-updated`: `changed`, the names of the settings, and `groupId`.",
            "- `pupil-updated`: `changed`, the names of the properties.",
            "- `publisher-changed`: `publisher`, `changed` (the names of its properties, also `launchUrl`), and its `needs` and `homeUse` from now on, as in `listPublishers`.",
            "- `address-bounced`: `reason`, as `mail.reason` in `getHomeLogin`.",
            "- `client-added`, `client-revoked`: `clientId`; the first also `role`. `issuer-added`, `issuer-removed`: `issuerId`.",
            "- Other actions: none.",
          ].join("\n"),
        },
      ),
      requestId: textOrNull({
        description:
          "`X-Request-Id` of the request that made the change; `null` when there was no request.",
      }),
      network: textOrNull({
        description:
          "Network of the caller: an IPv4 address, or the /64 prefix of an IPv6 address such as `2001:db8:1:2::/64`. For a portal it is the network of its server. It is `null` for `family`, and when there was no request.",
        examples: ["203.0.113.7"],
      }),
    },
    {
      description:
        "A change in the data of the school, with its actor. An event does not change, except for `emails`.",
    },
  ),
);

export const AuditEventPage = page("AuditEventPage", AuditEvent);
