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
  description: "The secret of the link: the part after the `#` of the link in the mail.",
});
const password = Type.String({
  minLength: 1,
  maxLength: typedPasswordLengthMax,
  description: "The password, in any Unicode characters. Spaces and capitals matter.",
});
const typedEmail = Type.String({
  maxLength: typedEmailLengthMax,
  description: "The home address. Capitals do not matter.",
});
const email = Type.String({ description: "The home address, spelled as the school entered it." });
const loginDeviceToken = Type.String({
  description:
    "Token that identifies this browser for 400 days. Store it in this browser only and send it with the next login at this address: failed logins of other browsers then do not delay this one. It grants no access.",
});
const firstName = textOrNull({
  description: "First name (Dutch: roepnaam); `null` when it is unknown.",
  examples: ["Wimpie"],
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
          "Purpose of the link: `activation` sets the first password, `password-reset` sets a new password.",
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
  closed(
    { token, password },
    { description: "The link and the password to set. A successful request uses the link up." },
  ),
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
    { description: "Result of an activation. The address is now the user name at home." },
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
            "`loginDeviceToken` of the last login of this browser at this address. A token that is unknown or belongs to another address is ignored.",
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
    { description: "The refresh token to exchange. Each refresh token can be used once." },
  ),
);

const sessionTokens = {
  accessToken: Type.String({
    description: "Access token of the home session, a JWT (RFC 9068). Send it as bearer token.",
  }),
  tokenType: Type.Literal("Bearer", { description: "Always `Bearer` (RFC 6750)." }),
  expiresIn: Type.Integer({ description: "Lifetime of the access token in seconds." }),
  refreshToken: Type.String({
    description:
      "Refresh token. It can be used once, with `refreshHomeSession`, for the next pair of tokens.",
  }),
  pupil,
  school,
};

export const HomeSessionTokens = named(
  "HomeSessionTokens",
  Type.Object(sessionTokens, {
    description: "The tokens of a home session, with the pupil that is logged in.",
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
                "Web site of the publisher where families find the software without a launch.",
            }),
          },
          { description: "Software of one publisher." },
        ),
        {
          description:
            "Software that the pupil can open at home with `createLaunch`, sorted by name.",
        },
      ),
      loginMethod: oneOf(loginMethods, {
        description:
          "How the pupil logged in. A `picture` session can read and open software, but cannot change anything.",
      }),
      pictureCodeMadeAt: timestampOrNull(
        "Time at which the picture code was set, in UTC; `null` when the pupil has none.",
      ),
      expiresAt: timestamp("Time at which the session ends at the latest, in UTC."),
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
