import Type from "typebox";
import { linkPurposes } from "../../domain/activation.ts";
import { addressStatuses } from "../../domain/home-login.ts";
import { locales } from "../../domain/locale.ts";
import { mailKinds } from "../../domain/mail-kind.ts";
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

const pupil = Type.Object({
  id: uuid("Of the pupil."),
  externalId: Type.String({ description: "Its key in the pupil administration." }),
  eckId: textOrNull({ description: "ECK iD." }),
  firstName: textOrNull({ description: "Roepnaam." }),
  infix: textOrNull({ description: "Voorvoegsel." }),
  lastName: textOrNull({ description: "Achternaam." }),
  picture: textOrNull({ description: "The icon beside the name (leerlingplaatje)." }),
  leftAt: timestampOrNull("When it left the school."),
  homeLoginUpdatedAt: timestampOrNull("When its addresses were last changed."),
});

const groups = Type.Array(
  Type.Object({
    externalId: Type.String(),
    name: Type.String(),
    yearGroup: textOrNull({ description: "EDEXML jaargroep." }),
    isOwn: Type.Boolean({ description: "As opposed to a combined one." }),
  }),
);

const link = Type.Object({
  purpose: oneOf(linkPurposes, { description: "For a first password or for a new one." }),
  createdAt: timestamp("When it was made."),
  expiresAt: timestamp("Until when it works."),
  usedAt: timestampOrNull("When a password was made with it."),
  replacedAt: timestampOrNull("When newer links took its place; three stay open."),
});

const session = Type.Object({
  createdAt: timestamp("When the child logged in."),
  expiresAt: timestamp("When it ends at the latest."),
  endedAt: timestampOrNull("When it was ended."),
  deviceId: uuidOrNull("On which pictures opened it; `null` where a password did."),
});

const mail = Type.Object({
  kind: oneOf(mailKinds, { description: "What it was for." }),
  locale: oneOf(locales, { description: "Its first language." }),
  createdAt: timestamp("When this pupil was written into it."),
  settledAt: timestampOrNull("When it was sent or given up."),
  outcome: Type.Unsafe<unknown>({
    type: ["string", "null"],
    enum: ["sent", "bounced", "failed", "dropped", null],
    description: "`null` while it waits.",
  }),
  reason: textOrNull({ description: "Why it has not arrived, in the words of the mail server." }),
  attempts: Type.Array(
    Type.Object({
      attemptedAt: timestamp("When it was tried."),
      outcome: oneOf(["sent", "bounced", "deferred"], { description: "What came of it." }),
      answer: Type.String({ description: "What the mail server said." }),
    }),
  ),
});

const device = Type.Object({
  id: uuid("Of the device."),
  name: Type.String({ description: "What it calls itself." }),
  createdAt: timestamp("When it was remembered."),
  lastUsedAt: timestampOrNull("When pictures last opened a session on it."),
  expiresAt: timestamp("Until when it is remembered, if nobody uses it."),
});

const address = Type.Object({
  email: Type.String({ description: "As it was typed." }),
  status: oneOf(addressStatuses, { description: "As in the home login." }),
  hasPassword: Type.Boolean(),
  invitedAt: timestamp("When its newest activation mail was asked for."),
  expiresAt: timestampOrNull("Until when its activation link works."),
  activatedAt: timestampOrNull("When its password was made last."),
  bouncedAt: timestampOrNull("When its mail bounced."),
  bounceReason: textOrNull({ description: "Why, in the words of the mail server." }),
  withdrawnAt: timestampOrNull("When it stopped to work, because the pupil left."),
  links: Type.Array(link),
  pictureCodeMadeAt: timestampOrNull(
    "When the child's pictures were made; `null` while it has none.",
  ),
  sessions: Type.Array(session),
  devices: Type.Array(device, { description: "Remembered with this child's password." }),
  mails: Type.Array(mail),
});

export const PersonalData = named(
  "PersonalData",
  Type.Object(
    {
      pupil,
      groups,
      addresses: Type.Array(address, { maxItems: 2 }),
      removedAddresses: Type.Array(
        Type.Object({ email: Type.String({ description: "As it was typed." }), mail }),
        { description: "Kept until the mail that tells of the removal is sent or given up." },
      ),
      auditEvents: Type.Array(ref(AuditEvent), {
        description: "What was done that was about the pupil, the newest first.",
      }),
    },
    { description: "All that is held about a pupil. No link, token or password is among it." },
  ),
);
