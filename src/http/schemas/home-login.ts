import Type from "typebox";
import { addressStatuses, homeAddressesMax } from "../../domain/home-login.ts";
import { type MailReason, mailReasons } from "../../domain/mail/reason.ts";
import { typedEmailLengthMax } from "../../domain/text.ts";
import { mailStatuses } from "../../services/school/home-login-view.ts";
import { closed, listed, named, oneOf, ref, timestamp, timestampOrNull } from "./schema.ts";

const email = Type.String({
  description: "The home address, as the school entered it. Capitals do not matter at login.",
  examples: ["ouder@example.nl"],
});

const meanings = Object.fromEntries(
  Object.entries(mailReasons).map(([reason, { meaning }]) => [reason, `${meaning}.`]),
);

const mail = Type.Unsafe<unknown>({
  type: ["object", "null"],
  description:
    "Delivery state of the newest mail with a link: an invitation, a reminder or a mail for a new password. It is `null` when that mail was deleted, 90 days after it was sent or failed.",
  required: ["status", "sentAt", "reason"],
  properties: {
    status: oneOf(mailStatuses, {
      description: listed("Delivery state of the mail.", {
        waiting: "it is not sent yet.",
        delayed: "it was not accepted yet and is sent again automatically.",
        sent: "a mail server accepted it. It can still become `bounced` when a bounce arrives later.",
        bounced: "it was permanently rejected.",
        failed: "it was not accepted within three days, or it is no longer needed.",
      }),
    }),
    sentAt: timestampOrNull(
      "Time at which a mail server accepted the mail, in UTC; `null` unless `status` is `sent`.",
    ),
    reason: Type.Unsafe<MailReason | null>({
      type: ["string", "null"],
      enum: [...Object.keys(mailReasons), null],
      description: listed(
        "Why the mail has not arrived, or why the address has the status `bounced`; `null` when there is no known problem.",
        meanings,
      ),
    }),
  },
});

const homeLoginProperties = {
  enabled: Type.Boolean({
    description:
      "`true` when the pupil has at least one home address. It does not say that the pupil can log in; see `status` of each address.",
  }),
  addresses: Type.Array(
    Type.Object({
      email,
      status: oneOf(addressStatuses, {
        description: listed("State of the address. The first that applies:", {
          activated:
            "it has a password, and the pupil can log in. A later bounce does not change this.",
          bounced:
            "the newest mail could not be delivered or was reported as spam, or the family declined the activation. `mail.reason` says which.",
          expired: "the newest link has expired.",
          invited: "it waits for the family to set a password.",
        }),
      }),
      invitedAt: timestamp(
        "Time of the newest invitation, or of the newest mail that the family requested before activation, in UTC. The mail can be sent later; see `mail`.",
      ),
      activatedAt: timestampOrNull(
        "Time at which the password was last set or changed, in UTC; `null` when there is no password.",
      ),
      expiresAt: timestampOrNull(
        "Time at which the newest activation link expires or expired, in UTC; `null` when the address is activated.",
      ),
      mail,
    }),
    {
      maxItems: homeAddressesMax,
      description: "The home addresses of the pupil; empty when it has none.",
    },
  ),
  updatedAt: timestampOrNull(
    "Time of the last change of the set of addresses, in UTC; `null` when no address was ever set.",
  ),
};

export const HomeLogin = named(
  "HomeLogin",
  Type.Object(homeLoginProperties, { description: "The home login of a pupil." }),
);

export const TypingWarning = named(
  "TypingWarning",
  Type.Object(
    {
      pointer: Type.String({
        description:
          "JSON Pointer (RFC 6901) to the address in the request: `/emails/0` for `setHomeLogin`, `/rows/0/emails/0` for `bulkActivate`, also in CSV.",
      }),
      detail: Type.String({
        description: "Description of the likely error, in the language of `Content-Language`.",
      }),
      suggestion: Type.String({
        description: "The address, or for `bulkActivate` the key, that was probably intended.",
      }),
      line: Type.Optional(
        Type.Integer({ description: "Row of the spreadsheet, for `bulkActivate` with CSV." }),
      ),
    },
    { description: "A likely typing error in an address. The address is accepted all the same." },
  ),
);

export const ChangedHomeLogin = named(
  "ChangedHomeLogin",
  Type.Object(
    {
      ...homeLoginProperties,
      warnings: Type.Array(ref(TypingWarning), {
        description:
          "Likely typing errors; empty when there are none. The addresses are accepted as they are, and the mail to them is sent.",
      }),
    },
    { description: "The home login of a pupil after the change: `HomeLogin` with `warnings`." },
  ),
);

/** What a home address in a request must be; the schema alone accepts more. */
export const homeAddressRule =
  "An e-mail address, at most 254 bytes (RFC 5321). A display name around it, as in `Jan <jan@example.nl>`, and `mailto:` before it are removed. International letters are allowed. White space around it is removed. Capitals do not matter: two spellings are one address. An invalid address answers 400.";

export const HomeLoginRequest = named(
  "HomeLoginRequest",
  closed(
    {
      emails: Type.Array(
        Type.String({ maxLength: typedEmailLengthMax, description: homeAddressRule }),
        {
          minItems: 1,
          maxItems: homeAddressesMax,
          description:
            "The complete set of home addresses: one or two different e-mail addresses. It replaces the current set.",
          examples: [["ouder@example.nl", "opa@example.nl"]],
        },
      ),
    },
    { description: "The home addresses of a pupil." },
  ),
);

export const ActivationMailsRequest = named(
  "ActivationMailsRequest",
  closed(
    {
      email: Type.Optional(
        Type.String({
          maxLength: typedEmailLengthMax,
          description:
            "One home address of the pupil; capitals do not matter. Another address answers 400. When it is absent, the mail is sent to every address that is not activated.",
        }),
      ),
    },
    {
      description:
        "The address to which a link is sent; `{}` for all addresses that are not activated.",
    },
  ),
);

export const ActivationMails = named(
  "ActivationMails",
  Type.Object(
    {
      queued: Type.Array(
        Type.Object({ email }, { description: "An address that receives a mail." }),
        { description: "Addresses to which a mail with a link will be sent." },
      ),
      skipped: Type.Array(
        Type.Object(
          {
            email,
            reason: oneOf(["activated", "mail-waiting", "cool-down"], {
              description: listed("Why no mail is sent to the address.", {
                activated: "it has a password, and `email` was absent.",
                "mail-waiting": "the newest mail with a link is not sent yet.",
                "cool-down": "a link was created less than five minutes ago (default).",
              }),
            }),
          },
          { description: "An address that receives no mail." },
        ),
        { description: "Addresses to which no mail will be sent, with the reason." },
      ),
    },
    { description: "The result for each address." },
  ),
);
