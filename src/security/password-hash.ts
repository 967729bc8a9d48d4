// Every login computes the same number of hashes, with any number of children on the address and
// also with none. All passwords of an address share its salt, so one computation is compared with
// each of them. A login computes every variant that may be stored anywhere, not only those of its
// address.
import { createHmac, timingSafeEqual } from "node:crypto";
import { hashRaw } from "@node-rs/argon2";
import { ServiceError } from "../domain/errors.ts";
import type { HashPlace } from "./hash-queue.ts";
import type { Random } from "./random.ts";
import type { SecretKeys } from "./secret-keys.ts";
import {
  type DecryptedPassword,
  decryptPassword,
  encryptPassword,
  isEncrypted,
  type PasswordHash,
  type PasswordHashCost,
  type PasswordVariant,
  variantOf,
} from "./stored-password.ts";

export type { PasswordHash, PasswordHashCost } from "./stored-password.ts";

export interface PasswordCheck {
  /** Index of the matching stored hash. */
  readonly matched: number | undefined;
  /** The password as it would be stored now; different each time. */
  readonly current: PasswordHash;
  /**
   * Whether the password matches another stored hash with the same salt. Computes no hash. Throws
   * `unavailable` if that hash has a variant that was not known at the check.
   */
  matches(stored: PasswordHash): boolean;
  /** Whether a matching stored hash has an older key or variant than `current`. */
  isOutdated(stored: PasswordHash): boolean;
}

/** A variant that may be stored, with its pepper if it has one. */
export interface KnownVariant {
  readonly variant: PasswordVariant;
  readonly pepper: Buffer | undefined;
}

export interface PasswordHasher {
  /** The variant of new hashes. */
  readonly currentVariant: PasswordVariant;
  /**
   * Compares a password (NFC) with all hashes that share `salt`, in constant time. Each hash runs
   * when it is the turn of `place`.
   */
  check(
    password: string,
    salt: Buffer,
    stored: readonly PasswordHash[],
    place: Pick<HashPlace, "run">,
  ): Promise<PasswordCheck>;
  /** Hashes a new password: one computation, whatever is stored. */
  hash(password: string, salt: Buffer, place: Pick<HashPlace, "run">): Promise<PasswordHash>;
  /** Sets the variants that each check computes beside the current one. */
  useVariants(variants: readonly KnownVariant[]): void;
  /** Returns the salt of an unknown address, always the same for the same address. */
  decoySalt(emailKey: string): Buffer;
}

/** OWASP Password Storage Cheat Sheet, argon2id; ASVS 11.4.2. */
export const passwordHashCost: PasswordHashCost = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

interface PasswordHasherOptions {
  readonly keys: SecretKeys;
  readonly random: Random;
  readonly cost: PasswordHashCost;
}

/** Length of the salt of a password and of a picture code. */
export const saltBytes = 16;
const retryAfterSeconds = 2;

export function createPasswordHasher(options: PasswordHasherOptions): PasswordHasher {
  const { keys, random } = options;
  const currentVariant = variantOf(options.cost);
  const current: KnownVariant = { variant: currentVariant, pepper: undefined };
  let known: ReadonlyMap<string, KnownVariant> = new Map([[currentVariant.id, current]]);

  async function compute(password: string, salt: Buffer, { variant, pepper }: KnownVariant) {
    const { memoryCost, timeCost, parallelism } = variant;
    const secret = pepper && { secret: pepper };
    return await hashRaw(password, { memoryCost, timeCost, parallelism, salt, ...secret });
  }

  /**
   * Adds a variant that another process has just started to store, for this check and all later
   * ones.
   */
  function learn(variant: PasswordVariant): void {
    if (known.has(variant.id)) return;
    const pepper = pepperOf(keys, variant);
    if (pepper === undefined && variant.pepperKeyId !== undefined) return;
    known = new Map([...known, [variant.id, { variant, pepper }]]);
  }

  async function check(
    password: string,
    salt: Buffer,
    stored: readonly PasswordHash[],
    place: Pick<HashPlace, "run">,
  ): Promise<PasswordCheck> {
    const decrypted = new Map<string, DecryptedPassword | undefined>();
    function decryptOnce(one: PasswordHash): DecryptedPassword | undefined {
      const key = `${one.keyId} ${one.hash}`;
      if (!decrypted.has(key)) decrypted.set(key, decryptPassword(keys, one));
      return decrypted.get(key);
    }
    for (const one of stored) {
      const variant = decryptOnce(one)?.variant;
      if (variant) learn(variant);
    }
    const computed = new Map<string, Buffer>();
    for (const [id, variant] of known) {
      computed.set(id, await place.run(() => compute(password, salt, variant)));
    }

    function matches(one: PasswordHash): boolean {
      const known = decryptOnce(one);
      if (!known) return false;
      const digest = computed.get(known.variant.id);
      if (digest) return isEqual(digest, known.digest);
      if (isComputable(known.variant)) throw changedMeanwhile();
      return false;
    }

    const matching = stored.map(matches);
    const matched = matching.lastIndexOf(true);
    const digest = computed.get(currentVariant.id);
    if (!digest) throw new Error("The current variant was not computed.");
    return {
      matched: matched === -1 ? undefined : matched,
      get current() {
        return encryptPassword(keys, { variant: currentVariant, digest }, random);
      },
      matches,
      isOutdated: (one) =>
        one.keyId !== keys[0].id ||
        !isEncrypted(one) ||
        decryptOnce(one)?.variant.id !== currentVariant.id,
    };
  }

  const isComputable = (variant: PasswordVariant): boolean =>
    variant.pepperKeyId === undefined || pepperOf(keys, variant) !== undefined;

  return {
    currentVariant,
    check,
    hash: async (password, salt, place) => {
      const digest = await place.run(() => compute(password, salt, current));
      return encryptPassword(keys, { variant: currentVariant, digest }, random);
    },
    useVariants: (variants) => {
      known = new Map([current, ...variants].map((one) => [one.variant.id, one]));
    },
    decoySalt: (emailKey) =>
      createHmac("sha256", keys[0].derive("decoy-salt"))
        .update(emailKey)
        .digest()
        .subarray(0, saltBytes),
  };
}

/** Returns the pepper of a variant; `undefined` if it has none or its secret key is missing. */
export function pepperOf(keys: SecretKeys, { pepperKeyId }: PasswordVariant): Buffer | undefined {
  return keys
    .find(({ id }) => id === pepperKeyId)
    ?.derive("password-pepper")
    .export();
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function changedMeanwhile(): ServiceError {
  return new ServiceError(
    "unavailable",
    "The password of this address is being changed. Try again.",
    {
      retryAfterSeconds,
    },
  );
}
