// What families send and get.
import Type from "typebox";
import { linkPurposes } from "../../domain/activation.ts";
import { loginMethods } from "../../domain/school-settings.ts";
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
  maxLength: 500,
  description: "What stands behind the `#` of the link in the mail.",
});
const password = Type.String({ minLength: 1, maxLength: 1_000, description: "In Unicode." });
const typedEmail = Type.String({ maxLength: 1_000, description: "The home address, in any case." });
const email = Type.String({ description: "The home address, as it was typed for the school." });
const loginDeviceToken = Type.String({
  description:
    "For this browser alone, for 400 days: send it with the next login at this address, so that strangers who fail there do not delay it. It opens nothing.",
});
const firstName = textOrNull({ description: "Roepnaam.", examples: ["Wimpie"] });
const pupilName = Type.Object({ firstName });
const school = Type.Object({ name: Type.String({ examples: ["De Regenboog"] }) });
const pupil = Type.Object({ id: uuid("Of the pupil."), firstName });

export const ActivationLookupRequest = named(
  "ActivationLookupRequest",
  closed({ token }, { description: "The link to look up." }),
);

export const ActivationLookup = named(
  "ActivationLookup",
  Type.Object(
    {
      purpose: oneOf(linkPurposes, {
        description: "A first password, or a new one for who forgot it.",
      }),
      pupil: pupilName,
      school,
      email,
      expiresAt: timestamp("Until when the link works."),
    },
    { description: "What a link is for." },
  ),
);

export const ActivationRequest = named(
  "ActivationRequest",
  closed({ token, password }, { description: "The link to use up, and the password to make." }),
);

export const Activation = named(
  "Activation",
  Type.Object(
    {
      pupil: pupilName,
      email,
      activatedAt: timestamp("When the password was made."),
      loginDeviceToken,
    },
    { description: "A password was made: the address is the user name now." },
  ),
);

export const ActivationRefusalRequest = named(
  "ActivationRefusalRequest",
  closed({ token }, { description: "The link of a child that is not theirs." }),
);

export const LinkRequest = named(
  "LinkRequest",
  closed({ email: typedEmail }, { description: "To which address links are to be sent." }),
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
            "The token of the browser's last login at this address. One that is unknown or of another address counts as absent.",
        }),
      ),
    },
    { description: "Who logs in at home." },
  ),
);

export const RefreshRequest = named(
  "RefreshRequest",
  closed(
    { refreshToken: Type.String({ minLength: 1, maxLength: 500 }) },
    { description: "The refresh token to spend." },
  ),
);

const sessionTokens = {
  accessToken: Type.String({ description: "A JWT (RFC 9068) for `getHomeSession`." }),
  tokenType: Type.Literal("Bearer"),
  expiresIn: Type.Integer({ description: "Life of the access token in seconds." }),
  refreshToken: Type.String({ description: "Works once, for the next pair." }),
  pupil,
  school,
};

export const HomeSessionTokens = named(
  "HomeSessionTokens",
  Type.Object(sessionTokens, { description: "A child that is logged in at home." }),
);

export const HomeLoginTokens = named(
  "HomeLoginTokens",
  Type.Object(
    { ...sessionTokens, loginDeviceToken },
    { description: "A child that logged in at home with a password." },
  ),
);

export const HomeSession = named(
  "HomeSession",
  Type.Object(
    {
      pupil,
      group: Type.Unsafe<unknown>({
        type: ["object", "null"],
        description: "The child's own group.",
        required: ["id", "name", "loginMethod"],
        properties: {
          id: uuid("Of the group."),
          name: Type.String({ examples: ["4A"] }),
          loginMethod: oneOf(loginMethods, {
            description: "How its children may come in at home.",
          }),
        },
      }),
      school,
      software: Type.Array(
        Type.Object({
          publisher: publisherKey,
          name: Type.String({ examples: ["Malmberg"] }),
          homeUrl: Type.String({
            format: "uri",
            description: "Where families find it by themselves.",
          }),
        }),
        { description: "What the child may open at home, with `createLaunch`, by name." },
      ),
      loginMethod: oneOf(loginMethods, {
        description:
          "How the child came in. With `picture` it may look and open its software, and change nothing.",
      }),
      pictureCodeMadeAt: timestampOrNull(
        "When the child's pictures were made; `null` while it has none.",
      ),
      expiresAt: timestamp("When the session ends at the latest."),
    },
    { description: "Who is logged in." },
  ),
);
