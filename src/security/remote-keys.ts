// Keys of portals that sign their own tokens, from the JWKS that they publish.
import { KeyObject } from "node:crypto";
import { createRemoteJWKSet, customFetch, errors } from "jose";
import { tokenAlgorithms } from "../domain/access-token.ts";
import { addSeconds, type Clock } from "../domain/clock.ts";
import { ServiceError } from "../domain/errors.ts";

/** What a token says of the key that signed it (RFC 7515 §4.1). */
export interface KeyHeader {
  readonly kid?: string | undefined;
  readonly alg: string;
}

export interface RemoteKeys {
  /**
   * The key (PEM) that the header names, or `undefined` if the JWKS has no such key, the key is RSA
   * of fewer than 2048 bits (RFC 7518 §3.3), or the algorithm is not allowed. Throws `unavailable` when the JWKS cannot be fetched.
   */
  find(jwksUri: string, header: KeyHeader): Promise<string | undefined>;
}

type KeySet = ReturnType<typeof createRemoteJWKSet>;

const cacheMaxAge = 10 * 60_000;
const cooldownDuration = 60_000;
const timeoutDuration = 5_000;
/** How long a failed fetch is left alone, lest forged tokens have us knock at a closed door. */
const restSeconds = 5;
const rsaBitsMin = 2_048;
const allowed: ReadonlySet<string> = new Set(tokenAlgorithms);

/** Each JWKS is kept ten minutes; an unknown key has it fetched again, at most once a minute. */
export function createRemoteKeys({ clock }: { readonly clock: Clock }): RemoteKeys {
  const keySets = new Map<string, KeySet>();
  const pems = new WeakMap<object, string>();
  const restUntil = new Map<string, Date>();

  function keySetOf(jwksUri: string): KeySet {
    const known = keySets.get(jwksUri);
    if (known) return known;
    const keySet = createRemoteJWKSet(new URL(jwksUri), {
      cacheMaxAge,
      cooldownDuration,
      timeoutDuration,
      // jose asks with `redirect: "manual"` and takes nothing but a 200 (fetchJwks in its
      // jwks/remote.js), so a portal's address leads nowhere but there.
      [customFetch]: async (url, options) => {
        const rest = restUntil.get(jwksUri);
        if (rest && clock.now() < rest) throw new Error("The last fetch failed a moment ago.");
        return await fetch(url, options);
      },
    });
    keySets.set(jwksUri, keySet);
    return keySet;
  }

  async function findKey(jwksUri: string, header: KeyHeader) {
    const { alg, kid } = header;
    try {
      return await keySetOf(jwksUri)(kid === undefined ? { alg } : { alg, kid });
    } catch (cause) {
      if (isWithoutKey(cause)) return undefined;
      const now = clock.now();
      const rest = restUntil.get(jwksUri);
      if (!rest || now >= rest) restUntil.set(jwksUri, addSeconds(now, restSeconds));
      throw new ServiceError("unavailable", "The keys of the token's issuer cannot be read now.", {
        retryAfterSeconds: restSeconds,
        cause,
      });
    }
  }

  return {
    async find(jwksUri, header) {
      if (!allowed.has(header.alg)) return undefined;
      const key = await findKey(jwksUri, header);
      if (!key) return undefined;
      const pem = pems.get(key) ?? strongPemOf(KeyObject.from(key));
      if (pem !== undefined) pems.set(key, pem);
      return pem;
    },
  };
}

function strongPemOf(key: KeyObject): string | undefined {
  const { modulusLength = rsaBitsMin } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < rsaBitsMin) return undefined;
  return key.export({ format: "pem", type: "spki" }).toString();
}

/** None fits, or, without a `kid`, more than one. */
function isWithoutKey(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
  );
}
