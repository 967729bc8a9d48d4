import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
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

export function createTokenSigner(
  app: FastifyInstance,
  { signingKeys, clock, publicUrl }: TokenSignerOptions,
): SignToken {
  return async ({ typ, aud, lifetimeSeconds }, claims) => {
    const { kid, privateKey } = await signingKeys.current();
    const iat = Math.floor(clock.now().getTime() / 1000);
    return app.jwt.sign(
      { iss: publicUrl, aud, ...claims, iat, exp: iat + lifetimeSeconds, jti: randomUUID() },
      { algorithm: "ES256", key: privateKey, kid, header: { alg: "ES256", typ } },
    );
  };
}
