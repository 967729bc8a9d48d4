import Type from "typebox";
import { problemMembers } from "./problem.ts";
import { named, oneOf } from "./schema.ts";

const credentials = {
  client_id: Type.Optional(
    Type.String({
      maxLength: 200,
      description: "Id of the client. Omit it when the request uses HTTP Basic authentication.",
    }),
  ),
  client_secret: Type.Optional(
    Type.String({
      maxLength: 200,
      description: "Secret of the client. Omit it when the request uses HTTP Basic authentication.",
    }),
  ),
};

/** Additional properties are allowed, because RFC 6749 §3.2 requires that unknown parameters are ignored. */
export const TokenRequest = named(
  "TokenRequest",
  Type.Object(
    {
      grant_type: Type.Optional(
        Type.String({
          maxLength: 200,
          description:
            "Grant type. It is required and must be `client_credentials`; otherwise the response is 400.",
        }),
      ),
      ...credentials,
    },
    { description: "A token request of a client (RFC 6749 §4.4.2). Unknown fields are ignored." },
  ),
);

export const TokenResponse = named(
  "TokenResponse",
  Type.Object(
    {
      access_token: Type.String({
        description: "The access token. Treat it as opaque.",
      }),
      token_type: Type.Literal("Bearer", { description: "Always `Bearer` (RFC 6750)." }),
      expires_in: Type.Integer({
        description: "Lifetime of the token in seconds.",
        examples: [3600],
      }),
    },
    { description: "A successful token response (RFC 6749 §5.1)." },
  ),
);

export const tokenErrors = ["invalid_request", "invalid_client", "unsupported_grant_type"] as const;

export const TokenError = named(
  "TokenError",
  Type.Object(
    {
      error: oneOf(tokenErrors, { description: "Error code (RFC 6749 §5.2)." }),
      error_description: Type.String({
        description: "Explanation of the error, in English. It equals `detail`.",
      }),
      ...problemMembers,
    },
    {
      description:
        "An error response to a token request: the members of RFC 6749 §5.2 and those of a problem (RFC 9457).",
    },
  ),
);

export const Jwks = named(
  "Jwks",
  Type.Object(
    {
      keys: Type.Array(
        Type.Object(
          {
            kty: Type.String({ description: "Key type: always `EC`.", examples: ["EC"] }),
            crv: Type.String({ description: "Curve: always `P-256`.", examples: ["P-256"] }),
            x: Type.String({ description: "X coordinate of the public key, in base64url." }),
            y: Type.String({ description: "Y coordinate of the public key, in base64url." }),
            kid: Type.String({
              description:
                "Id of the key. The header of each token that the key signed has the same `kid`.",
            }),
            alg: Type.String({
              description: "Signature algorithm: always `ES256`.",
              examples: ["ES256"],
            }),
            use: Type.String({ description: "Use of the key: always `sig`.", examples: ["sig"] }),
          },
          { description: "A public key (RFC 7517)." },
        ),
        { description: "The published keys." },
      ),
    },
    {
      description:
        "A JSON Web Key Set (RFC 7517) with the keys that verify the tokens of this service.",
    },
  ),
);

const url = (description: string) => Type.String({ format: "uri", description });

export const AuthorizationServer = named(
  "AuthorizationServer",
  Type.Object(
    {
      issuer: url("Issuer of the access tokens, the claim `iss`."),
      token_endpoint: url("URL of `createToken`."),
      jwks_uri: url("URL of the keys that verify the tokens."),
      response_types_supported: Type.Array(Type.String(), {
        description: "Always empty, because there is no authorization endpoint.",
      }),
      grant_types_supported: Type.Array(Type.String(), {
        description: "Always `client_credentials`.",
      }),
      token_endpoint_auth_methods_supported: Type.Array(Type.String(), {
        description: "Always `client_secret_basic` and `client_secret_post`.",
      }),
      service_documentation: url("Documentation of the API, for people."),
    },
    { description: "Metadata of an OAuth 2.0 authorization server (RFC 8414)." },
  ),
);
