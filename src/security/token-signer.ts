import { randomUUID } from "node:crypto";
import { createSigner } from "fast-jwt";
import type { Clock } from "../domain/clock.ts";

export interface TokenSignerOptions {
  /** Returns the key that signs now, its private half as PEM. */
  readonly signingKeys: {
    current(): Promise<{ readonly kid: string; readonly privateKey: string }>;
  };
  readonly clock: Clock;
  /** Issuer of all tokens of this service. */
  readonly publicUrl: string;
}

export interface TokenForm {
  readonly aud: string;
  readonly lifetimeSeconds: number;
}

/** Signs a JWT (ES256) with the current key. */
export type SignToken = (
  form: TokenForm,
  claims: Readonly<Record<string, string>>,
) => Promise<string>;

/**
 * `typ` states the kind of token, so that no token is accepted as another kind (RFC 8725 §3.11).
 */
export function createTokenSigner(
  typ: string,
  { signingKeys, clock, publicUrl }: TokenSignerOptions,
): SignToken {
  let opened: { readonly kid: string; readonly sign: (claims: object) => string } | undefined;

  /** Caches the parsed key: parsing takes as long as a signature. */
  async function currentKey() {
    const { kid, privateKey } = await signingKeys.current();
    if (opened?.kid !== kid) {
      opened = {
        kid,
        sign: createSigner({
          algorithm: "ES256",
          key: privateKey,
          kid,
          header: { alg: "ES256", typ },
        }),
      };
    }
    return opened;
  }

  return async ({ aud, lifetimeSeconds }, claims) => {
    const { sign } = await currentKey();
    const iat = Math.floor(clock.now().getTime() / 1000);
    const exp = iat + lifetimeSeconds;
    return sign({ iss: publicUrl, aud, ...claims, iat, exp, jti: randomUUID() });
  };
}
