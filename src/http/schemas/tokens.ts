import Type from "typebox";
import { named, oneOf } from "./schema.ts";

const credentials = {
  client_id: Type.Optional(Type.String({ maxLength: 200, description: "If not by HTTP Basic." })),
  client_secret: Type.Optional(
    Type.String({ maxLength: 200, description: "If not by HTTP Basic." }),
  ),
};

/** RFC 6749 §3.2 has unknown parameters ignored, so this one is not closed. */
export const TokenRequest = named(
  "TokenRequest",
  Type.Object(
    {
      grant_type: Type.Optional(
        Type.String({ maxLength: 200, description: "Always `client_credentials`." }),
      ),
      ...credentials,
    },
    { description: "A client that logs in (RFC 6749 §4.4.2)." },
  ),
);

export const TokenResponse = named(
  "TokenResponse",
  Type.Object(
    {
      access_token: Type.String({ description: "A JWT (RFC 9068)." }),
      token_type: Type.Literal("Bearer"),
      expires_in: Type.Integer({ description: "Life of the token in seconds.", examples: [3600] }),
    },
    { description: "RFC 6749 §5.1." },
  ),
);

export const tokenErrors = ["invalid_request", "invalid_client", "unsupported_grant_type"] as const;

export const TokenError = named(
  "TokenError",
  Type.Object(
    {
      error: oneOf(tokenErrors, { description: "RFC 6749 §5.2." }),
      error_description: Type.String({ description: "The same in words." }),
    },
    { description: "RFC 6749 §5.2." },
  ),
);

export const Jwks = named(
  "Jwks",
  Type.Object(
    {
      keys: Type.Array(
        Type.Object(
          {
            kty: Type.String({ examples: ["EC"] }),
            crv: Type.String({ examples: ["P-256"] }),
            x: Type.String(),
            y: Type.String(),
            kid: Type.String({ description: "The `kid` of the tokens that it signed." }),
            alg: Type.String({ examples: ["ES256"] }),
            use: Type.String({ examples: ["sig"] }),
          },
          { description: "A public key (RFC 7517)." },
        ),
      ),
    },
    { description: "The keys with which our access tokens are verified." },
  ),
);
