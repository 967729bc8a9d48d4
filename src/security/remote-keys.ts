// Public keys of portals that sign their own tokens, from their JWKS.
import { KeyObject } from "node:crypto";
import type { createRemoteJWKSet, FetchImplementation } from "jose";
import { tokenAlgorithms } from "../domain/access-token.ts";
import { addSeconds, type Clock } from "../domain/clock.ts";
import { ServiceError } from "../domain/errors.ts";

/** Header of a token, which names the key that signed it (RFC 7515 §4.1). */
export interface KeyHeader {
  readonly kid?: string | undefined;
  readonly alg: string;
}

/** Where the keys of an issuer are published. */
export interface KeySource {
  /** An issuer that is removed and added again has another id, and its keys are fetched again. */
  readonly id: string;
  readonly jwksUri: string;
}

export interface RemoteKeys {
  /**
   * Returns the key (PEM) that the header names, or `undefined` if the JWKS has no such key, the
   * RSA key is shorter than 2048 bits (RFC 7518 §3.3), or the algorithm is not allowed. Throws
   * `unavailable` when the JWKS cannot be fetched.
   */
  find(source: KeySource, header: KeyHeader): Promise<string | undefined>;
  /**
   * Fetches the JWKS again, unless it was fetched less than a minute ago. Resolves to whether it is
   * new; a failure leaves the known keys.
   */
  renew(source: KeySource): Promise<boolean>;
}

/** 46 modules, which many services never need. */
const loadJose = () => import("jose");

type KeySet = ReturnType<typeof createRemoteJWKSet>;

const cacheMaxAge = 10 * 60_000;
const cooldownDuration = 60_000;
const timeoutDuration = 5_000;
/** Back-off after a failed fetch, so that forged tokens cause no flood of fetches. */
const restSeconds = 5;
const rsaBitsMin = 2_048;
const allowed: ReadonlySet<string> = new Set(tokenAlgorithms);

/** Caches each JWKS for ten minutes; an unknown key refetches it at most once a minute. */
export function createRemoteKeys({ clock }: { readonly clock: Clock }): RemoteKeys {
  const keySets = new Map<string, KeySet>();
  const pems = new WeakMap<object, string>();
  const restUntil = new Map<string, Date>();

  async function keySetOf(source: KeySource): Promise<KeySet> {
    const { jwksUri } = source;
    const key = keyOf(source);
    const { createRemoteJWKSet, customFetch } = await loadJose();
    const known = keySets.get(key);
    if (known) return known;
    const keySet = createRemoteJWKSet(new URL(jwksUri), {
      cacheMaxAge,
      cooldownDuration,
      timeoutDuration,
      // jose fetches with `redirect: "manual"` and accepts only status 200 (fetchJwks in its
      // jwks/remote.js), so a portal cannot redirect the fetch elsewhere.
      [customFetch]: async (...[url, options]: Parameters<FetchImplementation>) => {
        const rest = restUntil.get(key);
        if (rest && clock.now() < rest)
          throw new Error("The last fetch failed, and the next one must wait.");
        return await fetch(url, options);
      },
    });
    keySets.set(key, keySet);
    return keySet;
  }

  function noteFailure(source: KeySource): void {
    const now = clock.now();
    const rest = restUntil.get(keyOf(source));
    if (!rest || now >= rest) restUntil.set(keyOf(source), addSeconds(now, restSeconds));
  }

  async function findKey(source: KeySource, header: KeyHeader) {
    const { alg, kid } = header;
    try {
      const findIn = await keySetOf(source);
      return await findIn(kid === undefined ? { alg } : { alg, kid });
    } catch (cause) {
      if (await isWithoutKey(cause)) return undefined;
      noteFailure(source);
      throw new ServiceError(
        "unavailable",
        "The keys of the token's issuer cannot be fetched now.",
        {
          retryAfterSeconds: restSeconds,
          cause,
        },
      );
    }
  }

  return {
    async find(source, header) {
      if (!allowed.has(header.alg)) return undefined;
      const key = await findKey(source, header);
      if (!key) return undefined;
      const pem = pems.get(key) ?? strongPemOf(KeyObject.from(key));
      if (pem !== undefined) pems.set(key, pem);
      return pem;
    },
    async renew(source) {
      const keySet = await keySetOf(source);
      if (keySet.coolingDown) return false;
      try {
        await keySet.reload();
        return true;
      } catch {
        noteFailure(source);
        return false;
      }
    },
  };
}

function keyOf({ id, jwksUri }: KeySource): string {
  return `${id} ${jwksUri}`;
}

function strongPemOf(key: KeyObject): string | undefined {
  const { modulusLength = rsaBitsMin } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < rsaBitsMin) return undefined;
  return key.export({ format: "pem", type: "spki" }).toString();
}

/** No key matches, or several do and the header has no `kid`. */
async function isWithoutKey(error: unknown): Promise<boolean> {
  const { errors } = await loadJose();
  return (
    error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
  );
}
