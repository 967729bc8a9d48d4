// Verifies launch tokens as a publisher does, with the published keys only.
import {
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from "jose";

export type CheckedLaunch =
  | {
      readonly accepted: true;
      readonly header: ProtectedHeaderParameters;
      readonly claims: JWTPayload;
    }
  /** `reason` is a sentence. */
  | { readonly accepted: false; readonly reason: string };

export interface LaunchCheck {
  /** Verifies a token for the publisher with this key. Accepts each `jti` once. */
  check(token: string, publisherKey: string): Promise<CheckedLaunch>;
}

const tokenType = "launch+jwt";

export function createLaunchCheck(options: {
  readonly issuer: string;
  readonly keysUrl: string;
}): LaunchCheck {
  const { issuer, keysUrl } = options;
  const keys = createRemoteJWKSet(new URL(keysUrl));
  /** Times of expiry in seconds, by `jti`. */
  const received = new Map<string, number>();

  function isNew({ jti = "", exp = 0 }: JWTPayload): boolean {
    const now = Date.now() / 1000;
    for (const [id, expiry] of received) if (expiry < now) received.delete(id);
    if (received.has(jti)) return false;
    received.set(jti, exp);
    return true;
  }

  return {
    check: async (token, publisherKey) => {
      try {
        const { payload: claims, protectedHeader: header } = await jwtVerify(token, keys, {
          issuer,
          audience: publisherKey,
          typ: tokenType,
          algorithms: ["ES256"],
          requiredClaims: ["sub", "exp", "jti"],
        });
        if (isNew(claims)) return { accepted: true, header, claims };
        const reason =
          "The token was received before (claim jti). A publisher accepts each token once, so that nobody can use a copied one.";
        return { accepted: false, reason };
      } catch (error) {
        return { accepted: false, reason: reasonOf(error, { issuer, keysUrl, publisherKey }) };
      }
    },
  };
}

function reasonOf(
  error: unknown,
  { issuer, keysUrl, publisherKey }: Record<"issuer" | "keysUrl" | "publisherKey", string>,
): string {
  if (error instanceof errors.JWTExpired) {
    return "The token has expired (claim exp). It is valid for one minute: go back and open the software again.";
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const expected: Readonly<Record<string, string>> = {
      iss: issuer,
      aud: publisherKey,
      typ: tokenType,
    };
    const { claim } = error;
    return claim in expected
      ? `The token is for another use: ${claim} must be ${expected[claim]}.`
      : `The claim ${claim} is missing or invalid.`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return "The signature is wrong: the token was changed, or another service signed it.";
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return `The key that signed the token (kid in its header) is not at ${keysUrl}.`;
  }
  if (error instanceof errors.JOSEError) return "The field token is not a signed JWT.";
  return `The keys at ${keysUrl} cannot be read.`;
}
