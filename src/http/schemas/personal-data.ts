import Type from "typebox";
import { linkPurposes } from "../../domain/activation.ts";
import { addressStatuses } from "../../domain/home-login.ts";
import { locales } from "../../domain/locale.ts";
import { mailKinds } from "../../domain/mail/kind.ts";
import { AuditEvent } from "./audit-events.ts";
import {
  named,
  oneOf,
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
    firstName: textOrNull({
      description: "First name (Dutch: roepnaam); `null` when it is unknown.",
    }),
    infix: textOrNull({
      description:
        "Prefix of the last name, such as `van der` (Dutch: voorvoegsel); `null` when there is none.",
    }),
    lastName: textOrNull({
      description: "Last name without prefix (Dutch: achternaam); `null` when it is unknown.",
    }),
    picture: textOrNull({
      description:
        "Icon of the pupil as in EDEXML (Dutch: leerlingplaatje); `null` when there is none.",
    }),
    leftAt: timestampOrNull(
      "Time at which the pupil left the school, in UTC; `null` while it is at the school.",
    ),
    homeLoginUpdatedAt: timestampOrNull(
      "Time of the last change of the addresses, in UTC; `null` when they have never changed.",
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
        "Purpose of the link: `activation` sets the first password, `password-reset` sets a new password.",
    }),
    createdAt: timestamp("Time at which the link was created, in UTC."),
    expiresAt: timestamp("Time at which the link expires, in UTC."),
    usedAt: timestampOrNull(
      "Time at which a password was set with the link, in UTC; `null` when it is unused.",
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
        "Kind of the mail: `activation` is an invitation by the school; `links` answers a request for new links; `reminder` precedes the expiry of an invitation; `password-notice` reports a new password; `address-removed` reports that the address is no longer in use for the pupil.",
    }),
    locale: oneOf(locales, { description: "First language of the mail." }),
    createdAt: timestamp("Time at which this pupil was added to the mail, in UTC."),
    settledAt: timestampOrNull(
      "Time at which the mail was sent or given up, in UTC; `null` while it waits.",
    ),
    outcome: Type.Unsafe<unknown>({
      type: ["string", "null"],
      enum: ["sent", "bounced", "failed", "dropped", null],
      description:
        "Outcome of the mail; `null` while it waits. `dropped` was no longer needed when it was due.",
    }),
    reason: textOrNull({
      description: "Why the mail has not arrived; `null` when there is no known problem.",
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
    name: Type.String({ description: "Name that the family gave the device." }),
    createdAt: timestamp("Time at which the device was registered, in UTC."),
    lastUsedAt: timestampOrNull(
      "Time of the last login with pictures on the device, in UTC; `null` when there was none.",
    ),
    expiresAt: timestamp(
      "Time at which the registration expires when the device is not used, in UTC.",
    ),
  },
  { description: "A registered device." },
);

const address = Type.Object(
  {
    email: Type.String({ description: "The home address, spelled as the school entered it." }),
    status: oneOf(addressStatuses, {
      description: "State of the address; `HomeLogin` explains the values.",
    }),
    hasPassword: Type.Boolean({
      description: "Whether a password is set for this pupil and address.",
    }),
    invitedAt: timestamp("Time at which the newest activation mail was requested, in UTC."),
    expiresAt: timestampOrNull(
      "Time at which the activation link expires, in UTC; `null` once the address is activated.",
    ),
    activatedAt: timestampOrNull(
      "Time at which the password was last set, in UTC; `null` when there is no password.",
    ),
    bouncedAt: timestampOrNull(
      "Time at which a mail bounced or the activation was declined, in UTC; `null` when neither happened.",
    ),
    bounceReason: textOrNull({ description: "Reason of the bounce; `null` when there was none." }),
    withdrawnAt: timestampOrNull(
      "Time at which home login was withdrawn because the pupil left, in UTC; `null` otherwise.",
    ),
    links: Type.Array(link, { description: "The links that were mailed to the address." }),
    pictureCodeMadeAt: timestampOrNull(
      "Time at which the picture code was set, in UTC; `null` when there is none.",
    ),
    sessions: Type.Array(session, {
      description: "The home sessions that were opened with the address.",
    }),
    devices: Type.Array(device, {
      description: "Devices that were registered in a session with the password of this pupil.",
    }),
    mails: Type.Array(mail, { description: "The mails to the address about this pupil." }),
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
              description: "The removed address, spelled as the school entered it.",
            }),
            mail,
          },
          { description: "A removed address with the mail about its removal." },
        ),
        {
          description:
            "Addresses that were removed. Each is kept until the mail about its removal is sent or given up.",
        },
      ),
      auditEvents: Type.Array(ref(AuditEvent), {
        description: "Audit events about the pupil, newest first.",
      }),
    },
    {
      description:
        "All personal data that this service stores about a pupil. It contains no link secrets, tokens or passwords.",
    },
  ),
);
