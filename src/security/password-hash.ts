// One login costs one hash, whatever the number of children on the address and also when there is
// none: all passwords of an address share its salt, so one computation is compared with each.
import { createHmac, timingSafeEqual } from "node:crypto";
import { hash as argon2, type Options } from "@node-rs/argon2";
import type { HashPlace } from "./hash-queue.ts";
import type { SecretKey, SecretKeys } from "./secret-keys.ts";

export interface PasswordHash {
  /** argon2id in PHC form. */
  readonly hash: string;
  /** Id of the secret key under which it was made. */
  readonly keyId: string;
}

export interface PasswordCheck {
  /** Index of the stored hash that the password belongs to. */
  readonly matched: number | undefined;
  /** The same password as it is hashed today; when it differs from the one matched, that is outdated. */
  readonly current: PasswordHash;
}

export interface PasswordHasher {
  /**
   * Compares a password (NFC) with all hashes that share `salt`, in constant time. Each hash runs when
   * it is the turn of `place`.
   */
  check(
    password: string,
    salt: Buffer,
    stored: readonly PasswordHash[],
    place: Pick<HashPlace, "run">,
  ): Promise<PasswordCheck>;
  /** The salt for an address that nobody has, always the same for the same address. */
  decoySalt(emailKey: string): Buffer;
}

/** Of argon2id: KiB of memory, passes, lanes. */
export type PasswordHashCost = Required<Pick<Options, "memoryCost" | "timeCost" | "parallelism">>;

/** OWASP Password Storage Cheat Sheet, argon2id; ASVS 11.4.2. */
export const passwordHashCost: PasswordHashCost = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

interface PasswordHasherOptions {
  readonly keys: SecretKeys;
  readonly cost: PasswordHashCost;
}

const saltOctets = 16;
const phcPattern = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/;

export function createPasswordHasher(options: PasswordHasherOptions): PasswordHasher {
  const { keys, cost: currentCost } = options;

  async function compute(password: string, salt: Buffer, key: SecretKey, cost: PasswordHashCost) {
    const secret = key.derive("password-pepper").export();
    return await argon2(password, { ...cost, salt, secret });
  }

  /** The password as hashed in the way of a stored hash, if its key is still there. */
  async function computeLike(password: string, salt: Buffer, stored: PasswordHash) {
    const key = keys.find(({ id }) => id === stored.keyId);
    const [, memoryCost, timeCost, parallelism] = phcPattern.exec(stored.hash) ?? [];
    if (!key || memoryCost === undefined) return undefined;
    return await compute(password, salt, key, {
      memoryCost: Number(memoryCost),
      timeCost: Number(timeCost),
      parallelism: Number(parallelism),
    });
  }

  async function check(
    password: string,
    salt: Buffer,
    stored: readonly PasswordHash[],
    place: Pick<HashPlace, "run">,
  ) {
    const current = {
      hash: await place.run(() => compute(password, salt, keys[0], currentCost)),
      keyId: keys[0].id,
    };
    const computed = new Map<string, string | undefined>([[variantOf(current), current.hash]]);
    let matched: number | undefined;
    for (const [index, candidate] of stored.entries()) {
      const variant = variantOf(candidate);
      if (!computed.has(variant)) {
        computed.set(variant, await place.run(() => computeLike(password, salt, candidate)));
      }
      if (isEqual(computed.get(variant), candidate.hash)) matched = index;
    }
    return { matched, current };
  }

  return {
    check,
    decoySalt: (emailKey) =>
      createHmac("sha256", keys[0].derive("decoy-salt"))
        .update(emailKey)
        .digest()
        .subarray(0, saltOctets),
  };
}

/** Hashes of one variant come from one computation. */
function variantOf(stored: PasswordHash): string {
  return `${stored.keyId} ${phcPattern.exec(stored.hash)?.[0]}`;
}

function isEqual(computed: string | undefined, stored: string): boolean {
  if (computed === undefined || computed.length !== stored.length) return false;
  return timingSafeEqual(Buffer.from(computed), Buffer.from(stored));
}
