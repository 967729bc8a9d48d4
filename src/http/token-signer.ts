import { createPrivateKey, type KeyObject, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { Clock } from "../domain/clock.ts";
import type { SigningKeyService } from "../services/signing-keys.ts";

export interface TokenSignerOptions {
  readonly signingKeys: SigningKeyService;
  readonly clock: Clock;
  /** Issuer of all our tokens. */
  readonly publicUrl: string;
}

/** `typ` says what a token is for, so that none passes for one of another kind (RFC 8725 §3.11). */
export interface TokenForm {
  readonly typ: string;
  readonly aud: string;
  readonly lifetimeSeconds: number;
}

/** Signs a JWT (ES256) with the key that signs now. */
export type SignToken = (
  form: TokenForm,
  claims: Readonly<Record<string, string>>,
) => Promise<string>;

export function createTokenSigner({
  signingKeys,
  clock,
  publicUrl,
}: TokenSignerOptions): SignToken {
  let opened: { readonly kid: string; readonly key: KeyObject } | undefined;

  /** Made of its text once: that takes as long as a signature. */
  async function currentKey() {
    const { kid, privateKey } = await signingKeys.current();
    if (opened?.kid !== kid) opened = { kid, key: createPrivateKey(privateKey) };
    return opened;
  }

  return async ({ typ, aud, lifetimeSeconds }, claims) => {
    const { kid, key } = await currentKey();
    const iat = Math.floor(clock.now().getTime() / 1000);
    const exp = iat + lifetimeSeconds;
    return await new SignJWT({ iss: publicUrl, aud, ...claims, iat, exp, jti: randomUUID() })
      .setProtectedHeader({ alg: "ES256", typ, kid })
      .sign(key);
  };
}
