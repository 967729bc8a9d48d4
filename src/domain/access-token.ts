/**
 * Lifetimes of this service's access tokens, in seconds. A child's is short: its session lasts
 * longer.
 */
export const schoolTokenLifetimeSeconds = 3_600;
export const familyTokenLifetimeSeconds = 900;
export const tokenLifetimeMaxSeconds = Math.max(
  schoolTokenLifetimeSeconds,
  familyTokenLifetimeSeconds,
);

/**
 * Allowed signature algorithms of access tokens: the asymmetric ones of RFC 7518 and 8037. A
 * symmetric one would make a public key a secret (RFC 8725 §3.1).
 */
export const tokenAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;

export interface IssuedToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Header and claims of a JWT (RFC 7519). */
export interface VerifiedJwt {
  readonly header: { readonly alg: string; readonly typ?: unknown; readonly kid?: unknown };
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Why a token is rejected, for the log and, after a valid signature, for the caller. */
export interface TokenRejection {
  /** Claims and header parameters that are not accepted; empty for a token that cannot be read. */
  readonly claims: readonly string[];
  /** Fixed words in ASCII, for RFC 6750 §3: never a value of the token. */
  readonly reason: string;
}

export interface RejectedToken extends TokenRejection {
  /** Whether the signature is valid; if not, the caller must not learn the reason. */
  readonly isSigned: boolean;
}
