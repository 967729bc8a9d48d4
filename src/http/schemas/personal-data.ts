import Type from "typebox";
import { linkPurposes } from "../../domain/activation.ts";
import { homeLoginChangeTypes } from "../../domain/feed/home-login-change.ts";
import { addressStatuses } from "../../domain/home-login.ts";
import { locales } from "../../domain/language/locale.ts";
import { mailKinds } from "../../domain/mail/kind.ts";
import { proposalStatus } from "./address-proposals.ts";
import { AuditEvent } from "./audit-events.ts";
import {
  named,
  oneOf,
  personName,
  publisherKey,
  ref,
  textOrNull,
  timestamp,
  timestampOrNull,
  uuid,
  uuidOrNull,
} from "./schema.ts";

const pupil = Type.Object(
  {
    id: uuid("Id of the pupil in this service, a UUID."),
    externalId: Type.String({
      description: "Key of the pupil in the pupil administration system.",
    }),
    eckId: textOrNull({
      description:
        "ECK iD, the pseudonymous pupil id of the Dutch education chain; `null` when it is unknown.",
    }),
    ...personName("Sanne", "Hof"),
    picture: textOrNull({
      description:
        "Picture beside the name of the pupil (Dutch: leerlingplaatje), as the school chose it or the roster has it; `null` when there is none.",
    }),
    leftAt: timestampOrNull(
      "Time at which the pupil left the school, in UTC; `null` while it is at the school.",
    ),
    homeLoginUpdatedAt: timestampOrNull(
      "Time of the last change of the set of addresses, in UTC; `null` when no address was ever set.",
    ),
  },
  { description: "The pupil itself." },
);

const groups = Type.Array(
  Type.Object(
    {
      externalId: Type.String({
        description: "Key of the group in the pupil administration system.",
      }),
      name: Type.String({ description: "Name of the group at the school." }),
      yearGroup: textOrNull({
        description: "Year group as in EDEXML (Dutch: jaargroep); `null` when it is unknown.",
      }),
      isOwn: Type.Boolean({
        description: "Whether this is the main group of the pupil; `false` for a combined group.",
      }),
    },
    { description: "A group of the pupil." },
  ),
  { description: "The groups of the pupil." },
);

const link = Type.Object(
  {
    purpose: oneOf(linkPurposes, {
      description:
        "Purpose of the link: `activation` is a link of an invitation; `password-reset` is a link for a new password.",
    }),
    createdAt: timestamp("Time at which the link was created, in UTC."),
    expiresAt: timestamp("Time at which the link expires, in UTC."),
    usedAt: timestampOrNull(
      "Time at which the link was used, in UTC: to set a password or to decline, with this link or with another link of the pupil and address. It is `null` when the link is unused.",
    ),
    replacedAt: timestampOrNull(
      "Time at which newer links replaced this one, in UTC; `null` when it is not replaced. The newest three links stay valid.",
    ),
  },
  { description: "A link that was mailed. Its secret is not included." },
);

const session = Type.Object(
  {
    createdAt: timestamp("Time of the login, in UTC."),
    expiresAt: timestamp("Time at which the session ends at the latest, in UTC."),
    endedAt: timestampOrNull(
      "Time at which the session was ended, in UTC; `null` when it was not ended early.",
    ),
    deviceId: uuidOrNull(
      "Id of the device on which the pupil logged in with pictures; `null` for a login with a password.",
    ),
  },
  { description: "A home session of the pupil." },
);

const mail = Type.Object(
  {
    kind: oneOf(mailKinds, {
      description:
        "Kind of the mail: `activation` is an invitation by the school; `links` answers a request for new links; `reminder` precedes the expiry of an invitation; `password-notice` reports a new password; `address-removed` reports that the address is no longer in use for the pupil; `address-added` reports that the pupil got another address.",
    }),
    locale: oneOf(locales, { description: "First language of the mail." }),
    createdAt: timestamp(
      "Time at which the mail was queued, in UTC. One mail can be about several pupils.",
    ),
    settledAt: timestampOrNull(
      "Time at which the mail was sent, or the service stopped trying, in UTC; `null` while it waits.",
    ),
    outcome: Type.Unsafe<unknown>({
      type: ["string", "null"],
      enum: ["sent", "bounced", "failed", "dropped", null],
      description:
        "Outcome of the mail; `null` while it waits. `bounced`: permanently rejected. `failed`: not accepted within three days. `dropped`: not sent, because it was no longer needed.",
    }),
    reason: textOrNull({
      description:
        "Why the mail has not arrived; `null` when there is no known problem. The values are those of `mail.reason` in `getHomeLogin`.",
    }),
    attempts: Type.Array(
      Type.Object(
        {
          attemptedAt: timestamp("Time of the attempt, in UTC."),
          outcome: oneOf(["sent", "bounced", "deferred"], {
            description: "Outcome of the attempt: `deferred` is retried.",
          }),
          answer: Type.String({ description: "Response of the mail server." }),
        },
        { description: "A delivery attempt." },
      ),
      { description: "The delivery attempts, oldest first." },
    ),
  },
  { description: "A mail about the pupil. Its content is not stored." },
);

const device = Type.Object(
  {
    id: uuid("Id of the device, a UUID."),
    name: Type.String({ description: "Name of the device, as it was registered." }),
    createdAt: timestamp("Time at which the device was registered, in UTC."),
    lastUsedAt: timestampOrNull(
      "Time of the last login with pictures on the device, in UTC; `null` when there was none.",
    ),
    expiresAt: timestamp(
      "Time at which the registration expires, in UTC: 180 days after the last login with pictures, or after the registration.",
    ),
  },
  { description: "A registered device." },
);

const address = Type.Object(
  {
    email: Type.String({ description: "The home address, as the school entered it." }),
    status: oneOf(addressStatuses, {
      description:
        "State of the address. The values are those of `addresses[].status` in `getHomeLogin`.",
    }),
    hasPassword: Type.Boolean({
      description: "Whether a password is set for this pupil and address.",
    }),
    invitedAt: timestamp(
      "Time of the newest invitation, or of the newest mail that the family requested before activation, in UTC.",
    ),
    expiresAt: timestampOrNull(
      "Time at which the newest activation link expires or expired, in UTC; `null` when the address is activated.",
    ),
    activatedAt: timestampOrNull(
      "Time at which the password was last set or changed, in UTC; `null` when there is no password.",
    ),
    bouncedAt: timestampOrNull(
      "Time at which a mail bounced or the activation was declined, in UTC; `null` when neither happened.",
    ),
    bounceReason: textOrNull({
      description:
        "Reason of the bounce; `null` when there was none. The values are those of `mail.reason` in `getHomeLogin`.",
    }),
    withdrawnAt: timestampOrNull(
      "Time at which the pupil left and could no longer log in, in UTC; `null` otherwise.",
    ),
    links: Type.Array(link, {
      description:
        "The links that were mailed to the address. A link is deleted 90 days after it was used, was replaced or expired.",
    }),
    pictureCodeMadeAt: timestampOrNull(
      "Time at which the picture code was set, in UTC; `null` when there is none.",
    ),
    sessions: Type.Array(session, {
      description:
        "The home sessions of the pupil at the address. A session is deleted when it is over.",
    }),
    devices: Type.Array(device, {
      description: "Devices that this pupil registered with this address.",
    }),
    mails: Type.Array(mail, {
      description:
        "The mails to the address about this pupil. A mail is deleted 90 days after it was sent or the service stopped trying.",
    }),
  },
  { description: "A home address of the pupil." },
);

export const PersonalData = named(
  "PersonalData",
  Type.Object(
    {
      pupil,
      groups,
      addresses: Type.Array(address, {
        maxItems: 2,
        description: "The home addresses of the pupil; empty when it has none.",
      }),
      removedAddresses: Type.Array(
        Type.Object(
          {
            email: Type.String({
              description: "The removed address, as the school entered it.",
            }),
            mail,
          },
          { description: "A removed address with the mail about its removal." },
        ),
        {
          description:
            "Addresses that were removed. Each is kept until the mail about its removal is sent, or the service stops trying.",
        },
      ),
      letter: Type.Unsafe<unknown>({
        type: ["object", "null"],
        description:
          "The newest letter to the parents of the pupil. Its code is not stored in a readable form. `null` when there is none.",
        required: ["createdAt", "expiresAt"],
        properties: {
          createdAt: timestamp("Time at which the letter was made, in UTC."),
          expiresAt: timestamp("Time at which its code expires, in UTC."),
        },
      }),
      proposedAddresses: Type.Array(
        Type.Object(
          {
            email: Type.String({ description: "The address, as a parent entered it." }),
            status: proposalStatus("What became of the address."),
            proposedAt: timestamp("Time at which the parent entered it, in UTC."),
            settledAt: timestampOrNull(
              "Time of the answer of the school, in UTC; `null` while it waits.",
            ),
          },
          { description: "An address that a parent entered with the code of a letter." },
        ),
        {
          description:
            "Addresses that parents entered with the code of a letter, the oldest first; empty when there are none.",
        },
      ),
      publishers: Type.Array(
        Type.Object(
          {
            key: publisherKey,
            name: Type.String({ description: "Name of the publisher." }),
            pseudonym: Type.String({
              description: "Pseudonym of the pupil at this publisher: `sub` of the launch token.",
            }),
            firstName: textOrNull({
              description: "`given_name` of the launch token; `null` when it is not sent.",
            }),
            groupName: textOrNull({
              description: "`group` of the launch token; `null` when it is not sent.",
            }),
            eckId: textOrNull({
              description: "`eck_id` of the launch token; `null` when it is not sent.",
            }),
            brin: textOrNull({
              description: "`school` of the launch token; `null` when it is not sent.",
            }),
          },
          { description: "A publisher, with the data that it receives in a launch." },
        ),
        {
          description:
            "Publishers whose software the pupil can open at home now, with exactly the data that each receives when the pupil opens it. Launches are not stored.",
        },
      ),
      homeLoginChanges: Type.Array(
        Type.Object(
          {
            occurredAt: timestamp("Time at which the change was recorded, in UTC."),
            type: oneOf(homeLoginChangeTypes, {
              description: "The values are those of `type` in `listHomeLoginChanges`.",
            }),
          },
          { description: "A change of the home login." },
        ),
        {
          description:
            "Changes of the home login that portals can follow, the oldest first. A change is deleted after 30 days.",
        },
      ),
      auditEvents: Type.Array(ref(AuditEvent), {
        description: "Audit events about the pupil, newest first.",
      }),
    },
    {
      description:
        "All personal data that this service stores about a pupil. It contains no link tokens, access tokens or passwords. It can contain data about others, such as `person` of an audit event: check it before you hand it out.",
    },
  ),
);
