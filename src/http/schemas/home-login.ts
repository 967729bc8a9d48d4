import Type from "typebox";
import { addressStatuses } from "../../domain/home-login.ts";
import { type MailReason, mailReasons } from "../../domain/mail-reason.ts";
import { mailStatuses } from "../../services/school/home-login.ts";
import { closed, named, oneOf, ref, timestamp, timestampOrNull } from "./schema.ts";

const email = Type.String({ description: "As it was typed.", examples: ["ouder@example.nl"] });

const meanings = Object.entries(mailReasons)
  .map(([reason, meaning]) => `\`${reason}\`, ${meaning}`)
  .join("; ");

const mail = Type.Unsafe<unknown>({
  type: ["object", "null"],
  description: "What became of the newest mail with a link; `null` when there was none.",
  required: ["status", "sentAt", "reason"],
  properties: {
    status: oneOf(mailStatuses, {
      description:
        "`waiting` to be sent, `delayed` and tried again, `sent`, `bounced` for good, or `failed` after days of trying.",
    }),
    sentAt: timestampOrNull("When the mail server of the address took it."),
    reason: Type.Unsafe<MailReason | null>({
      type: ["string", "null"],
      enum: [...Object.keys(mailReasons), null],
      description: `Why it has not arrived: ${meanings}.`,
    }),
  },
});

const homeLoginProperties = {
  enabled: Type.Boolean({ description: "Ja or Nee: on from the moment that there is an address." }),
  addresses: Type.Array(
    Type.Object({
      email,
      status: oneOf(addressStatuses, {
        description:
          "`invited` until a password is made, then `activated`; `expired` when the link was not used in time, `bounced` when the mail cannot arrive.",
      }),
      invitedAt: timestamp("When its newest activation mail was asked for."),
      activatedAt: timestampOrNull("When its password was made last."),
      expiresAt: timestampOrNull(
        "Until when its activation link works; `null` once it is activated.",
      ),
      mail,
    }),
    { maxItems: 2 },
  ),
  updatedAt: timestampOrNull("When the addresses were last changed; `null` if never."),
};

export const HomeLogin = named(
  "HomeLogin",
  Type.Object(homeLoginProperties, { description: "A pupil's home login." }),
);

export const TypingWarning = named(
  "TypingWarning",
  Type.Object(
    {
      pointer: Type.String({ description: "To the address in the request." }),
      detail: Type.String({ description: "What looks wrong." }),
      suggestion: Type.String({ description: "The address that was probably meant." }),
    },
    { description: "A likely typing error." },
  ),
);

export const ChangedHomeLogin = named(
  "ChangedHomeLogin",
  Type.Object(
    {
      ...homeLoginProperties,
      warnings: Type.Array(ref(TypingWarning), {
        description: "Likely typing errors. The addresses were taken as they are.",
      }),
    },
    { description: "A pupil's home login as it is now." },
  ),
);

export const HomeLoginRequest = named(
  "HomeLoginRequest",
  closed(
    {
      emails: Type.Array(Type.String({ maxLength: 1_000 }), {
        minItems: 1,
        maxItems: 20, // more than two are refused by the rule, which tells all faults
        description: "The whole set: one or two different addresses.",
        examples: [["ouder@example.nl", "opa@example.nl"]],
      }),
    },
    { description: "The home addresses that a pupil is to have." },
  ),
);

export const ActivationMailsRequest = named(
  "ActivationMailsRequest",
  closed(
    {
      email: Type.Optional(
        Type.String({
          maxLength: 1_000,
          description: "One of the pupil's addresses. Left out: all that are not activated yet.",
        }),
      ),
    },
    { description: "To whom the mail is sent again." },
  ),
);

export const ActivationMails = named(
  "ActivationMails",
  Type.Object(
    {
      queued: Type.Array(Type.Object({ email }), { description: "Will get a mail with a link." }),
      skipped: Type.Array(
        Type.Object({
          email,
          reason: oneOf(["activated", "mail-waiting", "cool-down"], {
            description:
              "`activated`: it has a password already. `mail-waiting`: its mail is still to be sent. `cool-down`: its last link was made less than the cool-down ago.",
          }),
        }),
      ),
    },
    { description: "What was done for each address." },
  ),
);
