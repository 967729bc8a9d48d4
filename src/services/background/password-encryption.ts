// Re-encrypts stored passwords with the newest secret key, and informs the hasher of the stored
// variants, so that every login takes equally long.
import { addSeconds, type Clock } from "../../domain/clock.ts";
import { decrypt, encrypt } from "../../security/encryption.ts";
import { type KnownVariant, type PasswordHasher, pepperOf } from "../../security/password-hash.ts";
import type { Random } from "../../security/random.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import {
  decryptPassword,
  encryptPassword,
  isEncrypted,
  type PasswordVariant,
  parseVariant,
} from "../../security/stored-password.ts";
import { type Database, execute, type Transaction } from "../../store/database.ts";
import {
  countPasswordsByKey,
  type PasswordTable,
  type Place,
  readPasswordBatch,
  replacePasswords,
} from "../../store/operator/password-encryption.ts";
import {
  listPasswordVariants,
  type PasswordVariantRow,
  removePasswordVariants,
  upsertPasswordVariant,
} from "../../store/operator/password-variants.ts";

export interface PasswordEncryptionService {
  /**
   * Stores the variant of this process before it stores a hash, re-encrypts the peppers of older
   * versions with the newest secret key, and reads the variants of the other replicas. Called at
   * every start.
   */
  prepare(): Promise<void>;
  /**
   * Re-encrypts one batch of passwords with the newest secret key. Resolves to whether there may be
   * more. Idempotent and safe to run concurrently. A pass over the tables starts with the process
   * and then every hour. The variants are read again every minute.
   */
  step(): Promise<boolean>;
  /** Counts the passwords and picture codes that each secret key protects. */
  count(): Promise<readonly PasswordCount[]>;
}

export interface PasswordCount {
  /** Id of the key. */
  readonly secretKey: string;
  /** `SECRET_KEY`, `SECRET_KEY_PREVIOUS` or `unknown`. */
  readonly use: string;
  readonly passwords: number;
}

interface Walk {
  readonly startedAt: Date;
  readonly tables: readonly PasswordTable[];
  readonly from: Place;
  readonly variants: ReadonlySet<string>;
}

const rowsLookedAt = 1_000;
const readSeconds = 60;
const walkSeconds = 60 * 60;
const tables: readonly PasswordTable[] = ["home_addresses", "picture_codes"];
const purpose = "stored-pepper";

export function createPasswordEncryptionService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  readonly hasher: PasswordHasher;
}): PasswordEncryptionService {
  const { db, clock, random, keys, hasher } = deps;
  let walk: Walk | undefined;
  let walksAgainAt = new Date(0);
  let readsAgainAt = new Date(0);

  /** Reads the stored variants that this process can compute. */
  async function readVariants(tx: Transaction): Promise<void> {
    const rows = await listPasswordVariants(tx);
    hasher.useVariants(rows.flatMap(knownVariant));
    readsAgainAt = addSeconds(clock.now(), readSeconds);
  }

  function knownVariant({ id, encryptedPepper }: PasswordVariantRow): KnownVariant[] {
    const variant = parseVariant(id);
    if (!variant) return [];
    const pepper =
      pepperOf(keys, variant) ?? (encryptedPepper && decrypt(keys, purpose, encryptedPepper));
    if (variant.pepperKeyId !== undefined && !pepper) return [];
    return [{ variant, pepper: pepper ?? undefined }];
  }

  async function writeVariant(
    tx: Transaction,
    variant: PasswordVariant,
    pepper: Buffer | undefined,
  ): Promise<void> {
    const encryptedPepper = pepper ? encrypt(keys, purpose, pepper, random) : null;
    await upsertPasswordVariant(tx, { id: variant.id, encryptedPepper, createdAt: clock.now() });
  }

  async function prepare(): Promise<void> {
    await db.asService(async (tx) => {
      const rows = await listPasswordVariants(tx);
      if (!rows.some(({ id }) => id === hasher.currentVariant.id)) {
        await writeVariant(tx, hasher.currentVariant, undefined);
      }
      for (const row of rows) {
        const [known] = knownVariant(row);
        const isCurrent = row.encryptedPepper && decrypt([keys[0]], purpose, row.encryptedPepper);
        if (known?.pepper && !isCurrent) await writeVariant(tx, known.variant, known.pepper);
      }
      await readVariants(tx);
    });
  }

  async function stepOf({ startedAt, tables, from, variants }: Walk): Promise<Walk | undefined> {
    const [table, ...others] = tables;
    if (table === undefined) return undefined;
    return await db.asService(async (tx) => {
      const batch = await execute(tx, readPasswordBatch(table, keys[0].id, from, rowsLookedAt));
      await writeNewVariants(tx, batch.variants);
      const passwords = batch.outdated.flatMap((old) => {
        const decrypted = decryptPassword(keys, old);
        return decrypted && (isEncrypted(old) || isUsable(decrypted.variant))
          ? [{ old, encrypted: encryptPassword(keys, decrypted, random) }]
          : [];
      });
      await execute(tx, replacePasswords(table, passwords));
      const seen = variants.union(new Set(batch.variants));
      const next = { startedAt, variants: seen };
      if (batch.next) return { ...next, tables, from: batch.next };
      if (others.length > 0) return { ...next, tables: others, from: [] };
      await removePasswordVariants(tx, [...seen, hasher.currentVariant.id], startedAt);
      await readVariants(tx);
      return undefined;
    });
  }

  /** Stores variants that a replica of an older version uses while this process runs. */
  async function writeNewVariants(tx: Transaction, ids: readonly string[]): Promise<void> {
    const written = new Set((await listPasswordVariants(tx)).map(({ id }) => id));
    for (const id of ids) {
      const variant = written.has(id) ? undefined : parseVariant(id);
      if (variant && isUsable(variant)) await writeVariant(tx, variant, pepperOf(keys, variant));
    }
  }

  /** A hash is useless if its pepper came from a secret key that is no longer configured. */
  const isUsable = (variant: PasswordVariant): boolean =>
    variant.pepperKeyId === undefined || pepperOf(keys, variant) !== undefined;

  return {
    prepare,

    step: async () => {
      const now = clock.now();
      if (now >= readsAgainAt) await db.asService(readVariants);
      if (!walk && now < walksAgainAt) return false;
      walk = await stepOf(walk ?? { startedAt: now, tables, from: [], variants: new Set() });
      if (!walk) walksAgainAt = addSeconds(now, walkSeconds);
      return walk !== undefined;
    },

    count: async () => {
      const counts = await db.asService((tx) => execute(tx, countPasswordsByKey()));
      const variables = ["SECRET_KEY", "SECRET_KEY_PREVIOUS"];
      return counts.map(({ keyId, count }) => ({
        secretKey: keyId,
        use: variables[keys.findIndex(({ id }) => id === keyId)] ?? "unknown",
        passwords: count,
      }));
    },
  };
}
