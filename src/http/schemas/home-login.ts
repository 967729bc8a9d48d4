import Type from "typebox";
import { addressStatuses } from "../../domain/home-login.ts";
import { type MailReason, mailReasons } from "../../domain/mail/reason.ts";
import { typedEmailLengthMax } from "../../domain/text.ts";
import { mailStatuses } from "../../services/school/home-login-view.ts";
import { closed, named, oneOf, ref, timestamp, timestampOrNull } from "./schema.ts";

const email = Type.String({
  description: "The home address, spelled as the school entered it.",
  examples: ["ouder@example.nl"],
});

const meanings = Object.entries(mailReasons)
  .map(([reason, { meaning }]) => `\`${reason}\`, ${meaning}`)
  .join("; ");

const mail = Type.Unsafe<unknown>({
  type: ["object", "null"],
  description: "Delivery state of the newest mail with a link; `null` when there was no such mail.",
  required: ["status", "sentAt", "reason"],
  properties: {
    status: oneOf(mailStatuses, {
      description:
        "Delivery state: `waiting` is not sent yet; `delayed` is retried automatically; `sent` was accepted by the mail server of the address; `bounced` was permanently rejected; `failed` was given up after days of retries.",
    }),
    sentAt: timestampOrNull(
      "Time at which the mail server of the address accepted the mail, in UTC; `null` when it has not.",
    ),
    reason: Type.Unsafe<MailReason | null>({
      type: ["string", "null"],
      enum: [...Object.keys(mailReasons), null],
      description: `Why the mail has not arrived; \`null\` when there is no known problem. The values are: ${meanings}.`,
    }),
  },
});

const homeLoginProperties = {
  enabled: Type.Boolean({
    description: "Whether the pupil has home login, that is, has at least one home address.",
  }),
  addresses: Type.Array(
    Type.Object({
      email,
      status: oneOf(addressStatuses, {
        description:
          "State of the address: `invited` waits for the family to choose a password; `activated` has a password; `expired` has a link that was not used in time; `bounced` cannot receive the mail, or its owner declined the activation.",
      }),
      invitedAt: timestamp("Time at which the newest activation mail was requested, in UTC."),
      activatedAt: timestampOrNull(
        "Time at which the password was last set, in UTC; `null` when there is no password.",
      ),
      expiresAt: timestampOrNull(
        "Time at which the activation link expires, in UTC; `null` once the address is activated.",
      ),
      mail,
    }),
    { maxItems: 2, description: "The home addresses of the pupil; empty when it has none." },
  ),
  updatedAt: timestampOrNull(
    "Time of the last change of the addresses, in UTC; `null` when they have never changed.",
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
        description: "JSON Pointer (RFC 6901) to the address in the request, such as `/emails/0`.",
      }),
      detail: Type.String({ description: "Description of the likely error." }),
      suggestion: Type.String({ description: "The address that was probably intended." }),
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
          "Likely typing errors. The addresses are accepted as they are; the list is empty when there are none.",
      }),
    },
    { description: "The home login of a pupil after the change." },
  ),
);

export const HomeLoginRequest = named(
  "HomeLoginRequest",
  closed(
    {
      emails: Type.Array(
        Type.String({ maxLength: typedEmailLengthMax, description: "A home address." }),
        {
          minItems: 1,
          maxItems: 20, // the domain rule limits it to two and reports every validation error
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
            "One home address of the pupil. When it is omitted, the service mails every address that is not activated yet.",
        }),
      ),
    },
    { description: "The addresses to which the activation mail is sent again." },
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
              description:
                "Why no mail is sent: `activated` has a password already; `mail-waiting` has a mail that is not sent yet; `cool-down` has a link that was created within the cool-down.",
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
