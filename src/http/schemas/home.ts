// Requests and responses of the family API.
import Type from "typebox";
import { linkPurposes } from "../../domain/activation.ts";
import { loginMethods } from "../../domain/school/settings.ts";
import {
  linkTokenLengthMax,
  typedEmailLengthMax,
  typedPasswordLengthMax,
} from "../../domain/text.ts";
import type { SessionTokenPair } from "../../services/family/session-tokens.ts";
import {
  closed,
  named,
  oneOf,
  publisherKey,
  textOrNull,
  timestamp,
  timestampOrNull,
  uuid,
} from "./schema.ts";

const token = Type.String({
  minLength: 1,
  maxLength: linkTokenLengthMax,
  description: "Token of the link: the text after `#` in the URL of the mail, without `#`.",
});
const password = Type.String({
  minLength: 1,
  maxLength: typedPasswordLengthMax,
  description:
    "The password, in any Unicode characters. Spaces and capitals matter. It is normalised (NFC).",
});
const typedEmail = Type.String({
  maxLength: typedEmailLengthMax,
  description: "The home address. Capitals do not matter.",
});
const email = Type.String({ description: "The home address, as the school entered it." });
const loginDeviceToken = Type.String({
  description:
    "Token for the browser that made the request, valid for 400 days. Store it in this browser, for this address, and replace the earlier one. Send it with the next login at this address: failed logins in other browsers then do not delay a login in this browser. It grants no access. It is not the `deviceToken` for pictures.",
});
const firstName = textOrNull({
  description: "First name (Dutch: roepnaam); `null` when it is unknown.",
  examples: ["Sanne"],
});
const pupilName = Type.Object({ firstName }, { description: "The pupil." });
const school = Type.Object(
  { name: Type.String({ description: "Name of the school.", examples: ["De Regenboog"] }) },
  { description: "The school of the pupil." },
);
const pupil = Type.Object(
  { id: uuid("Id of the pupil in this service, a UUID."), firstName },
  { description: "The pupil that is logged in." },
);

export const ActivationLookupRequest = named(
  "ActivationLookupRequest",
  closed({ token }, { description: "The link to look up." }),
);

export const ActivationLookup = named(
  "ActivationLookup",
  Type.Object(
    {
      purpose: oneOf(linkPurposes, {
        description:
          "Purpose of the link: `activation` is a link of an invitation and sets the first password; `password-reset` is a link for a new password.",
      }),
      pupil: pupilName,
      school,
      email,
      expiresAt: timestamp("Time at which the link expires, in UTC."),
    },
    { description: "The pupil, the address and the purpose of a link." },
  ),
);

export const ActivationRequest = named(
  "ActivationRequest",
  closed({ token, password }, { description: "The link and the password to set." }),
);

export const Activation = named(
  "Activation",
  Type.Object(
    {
      pupil: pupilName,
      email,
      activatedAt: timestamp("Time at which the password was set, in UTC."),
      loginDeviceToken,
    },
    {
      description:
        "Result of an activation. The pupil can now log in with the address and the password.",
    },
  ),
);

export const ActivationRefusalRequest = named(
  "ActivationRefusalRequest",
  closed({ token }, { description: "The link of an invitation about a child of another family." }),
);

export const LinkRequest = named(
  "LinkRequest",
  closed({ email: typedEmail }, { description: "The address that requests new links." }),
);

export const HomeSessionRequest = named(
  "HomeSessionRequest",
  closed(
    {
      email: typedEmail,
      password,
      loginDeviceToken: Type.Optional(
        Type.String({
          maxLength: 500,
          description:
            "The last `loginDeviceToken` that this browser received from `activate` or `createHomeSession` for this address. A token that is unknown or belongs to another address is ignored.",
        }),
      ),
    },
    { description: "The credentials for a login at home." },
  ),
);

export const RefreshRequest = named(
  "RefreshRequest",
  closed(
    {
      refreshToken: Type.String({
        minLength: 1,
        maxLength: 500,
        description: "The newest refresh token of the session.",
      }),
    },
    { description: "The refresh token to exchange." },
  ),
);

const sessionTokens = {
  accessToken: Type.String({
    description:
      "Access token of the home session. Send it as `Authorization: Bearer <token>`. Treat it as opaque.",
  }),
  tokenType: Type.Literal("Bearer", { description: "Always `Bearer` (RFC 6750)." }),
  expiresIn: Type.Integer({ description: "Lifetime of the access token in seconds." }),
  refreshToken: Type.String({
    description:
      "Refresh token for `refreshHomeSession`. It can be used once, until the session ends.",
  }),
  pupil,
  school,
};

export const HomeSessionTokens = named(
  "HomeSessionTokens",
  Type.Object(sessionTokens, {
    description:
      "The tokens of a home session, with the pupil that is logged in. After a login with a password it is `HomeLoginTokens`, which adds `loginDeviceToken`.",
  }),
);

export const HomeLoginTokens = named(
  "HomeLoginTokens",
  Type.Object(
    { ...sessionTokens, loginDeviceToken },
    { description: "The tokens of a home session that was opened with a password." },
  ),
);

export const HomeSession = named(
  "HomeSession",
  Type.Object(
    {
      pupil,
      group: Type.Unsafe<unknown>({
        type: ["object", "null"],
        description: "Main group of the pupil; `null` when it has none.",
        required: ["id", "name", "loginMethod"],
        properties: {
          id: uuid("Id of the group, a UUID."),
          name: Type.String({ description: "Name of the group at the school.", examples: ["4A"] }),
          loginMethod: oneOf(loginMethods, {
            description:
              "How pupils of this group log in at home: `password` is by password only, `picture` also allows pictures.",
          }),
        },
      }),
      school,
      software: Type.Array(
        Type.Object(
          {
            publisher: publisherKey,
            name: Type.String({ description: "Name of the publisher.", examples: ["Malmberg"] }),
            homeUrl: Type.String({
              format: "uri",
              description:
                "Public page of the publisher. Use it when `createLaunch` is not possible.",
            }),
          },
          { description: "A publisher whose software can be opened." },
        ),
        {
          description:
            "Publishers whose software the pupil can open at home with `createLaunch`, sorted by name.",
        },
      ),
      loginMethod: oneOf(loginMethods, {
        description:
          "How the session was opened. A `picture` session can use `getHomeSession`, `createLaunch` and `endHomeSession`; other operations answer 403.",
      }),
      pictureCodeMadeAt: timestampOrNull(
        "Time at which the picture code of the pupil at this address was set, in UTC; `null` when there is none.",
      ),
      expiresAt: timestamp(
        "Time at which the session ends at the latest, in UTC. A refresh does not extend it.",
      ),
    },
    { description: "The current home session." },
  ),
);

/** Maps a session with its tokens to `HomeSessionTokens`. */
export function tokensOf({ accessToken, expiresIn, refreshToken, subject }: SessionTokenPair) {
  return {
    accessToken,
    tokenType: "Bearer" as const,
    expiresIn,
    refreshToken,
    pupil: { id: subject.pupilId, firstName: subject.firstName },
    school: { name: subject.schoolName },
  };
}
