// The keys that sign this service's access tokens. The table is read at most once a minute:
// verifying a token costs no query, and every replica knows a new key before it signs.
import { addSeconds, type Clock } from "../../domain/clock.ts";
import type { Random } from "../../security/random.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import {
  decryptPrivateKey,
  newSigningKey,
  publicKeyPem,
  reencryptPrivateKey,
} from "../../security/signing-key.ts";
import type { Database, Transaction } from "../../store/database.ts";
import {
  insertSigningKey,
  listSigningKeys,
  lockSigningKeys,
  type SigningKey,
  updateEncryptedPrivateKey,
} from "../../store/operator/signing-keys.ts";
import { createCachedRead } from "../shared/cached-read.ts";

export type SigningKeyStatus = "coming" | "signing" | "retiring";

export interface ListedSigningKey {
  readonly id: string;
  readonly createdAt: Date;
  /** The key signs from this time. */
  readonly activeAt: Date;
  /** The key is published until this time; `null` while it has no successor. */
  readonly retiredAt: Date | null;
  readonly status: SigningKeyStatus;
}

/** Each throws `unavailable` while the database is down and the keys must be read. */
export interface SigningKeyService {
  /**
   * Creates the first key if there is none, and re-encrypts current and coming keys with the newest
   * secret key. Called at every start, so that an old secret key can be dropped safely. Throws when
   * no secret key decrypts one of them: every login would fail.
   */
  prepare(): Promise<void>;
  /**
   * Returns the key that signs now, its private half as PEM. Creates the first key if there is
   * none.
   */
  current(): Promise<{ readonly kid: string; readonly privateKey: string }>;
  /**
   * Returns the PEM of a published key. An unknown `kid` rereads the table at most once a minute,
   * so that forged ones cost nothing.
   */
  findPublic(kid: string): Promise<string | undefined>;
  /**
   * Returns the published keys (RFC 7517 §5): coming keys, the one that signs, and earlier ones
   * whose tokens are still valid.
   */
  jwks(): Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }>;
  /** Lists the published keys as stored now, by the time from which they sign. */
  list(): Promise<readonly ListedSigningKey[]>;
  /**
   * Creates a key that is published now and signs after a lead time of five minutes. Earlier keys
   * stay published until their last token has expired. Idempotent while a key is coming: returns
   * that key. One key signs at every time.
   */
  rotate(): Promise<{ readonly id: string; readonly activeAt: Date }>;
}

const cacheSeconds = 60;
/** Longer than the cache and the difference between two clocks together. */
const leadSeconds = 300;
/** A replica whose clock is slow signs this much longer with the earlier key. */
const clockSkewSeconds = 60;
const publicMembers = ["kty", "crv", "x", "y", "kid", "alg", "use"];

export function createSigningKeyService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  /** The longest lifetime of a token that these keys sign. */
  readonly tokenLifetimeMaxSeconds: number;
}): SigningKeyService {
  const { db, clock, random, keys } = deps;
  const privateKeys = new Map<string, string>();
  const publicKeys = new Map<string, string>();
  const stored = createCachedRead({ clock, cacheSeconds, read: () => db.asService(ensureKeys) });
  let readForUnknownAt: Date | undefined;

  async function write(tx: Transaction, now: Date, activeAt: Date): Promise<void> {
    const encrypted = newSigningKey(keys, random);
    const othersRetiredAt = addSeconds(activeAt, deps.tokenLifetimeMaxSeconds + clockSkewSeconds);
    const key = { ...encrypted, createdAt: now, activeAt, retiredAt: null };
    await insertSigningKey(tx, key, othersRetiredAt);
  }

  /** Returns the published keys. Concurrent replicas create one first key. */
  async function ensureKeys(tx: Transaction): Promise<SigningKey[]> {
    const found = await listSigningKeys(tx, clock.now());
    if (found.length > 0) return found;
    await lockSigningKeys(tx);
    return await createFirstKey(tx);
  }

  /**
   * Creates a key if no key is published. Needs the lock. The clock is read here, after the wait
   * for the lock. A key that lies ahead of this clock counts too: a second key would retire the one
   * with which the other replicas sign.
   */
  async function createFirstKey(tx: Transaction): Promise<SigningKey[]> {
    const now = clock.now();
    const found = await listSigningKeys(tx, now);
    if (found.length > 0) return found;
    await write(tx, now, now);
    return await listSigningKeys(tx, now);
  }

  async function published(): Promise<SigningKey[]> {
    const now = clock.now();
    return (await stored.get()).filter(({ retiredAt }) => retiredAt === null || now < retiredAt);
  }

  async function readForUnknown(): Promise<SigningKey[]> {
    const now = clock.now();
    const isTooSoon = readForUnknownAt && now < addSeconds(readForUnknownAt, cacheSeconds);
    if (isTooSoon && !stored.isReading()) return [];
    if (!isTooSoon) readForUnknownAt = now;
    await stored.refresh();
    return await published();
  }

  const listFrom = (found: readonly SigningKey[], now: Date): ListedSigningKey[] => {
    const signing = signingKeyAmong(found, now);
    return found.map((key) => ({
      id: key.id,
      createdAt: key.createdAt,
      activeAt: key.activeAt,
      retiredAt: key.retiredAt,
      status: key === signing ? "signing" : now < key.activeAt ? "coming" : "retiring",
    }));
  };

  return {
    prepare: () =>
      db.asService(async (tx) => {
        await lockSigningKeys(tx);
        const found = await createFirstKey(tx);
        const now = clock.now();
        const signing = signingKeyAmong(found, now);
        for (const key of found.filter((one) => one === signing || now < one.activeAt)) {
          const reencrypted = reencryptPrivateKey(keys, key, random);
          if (reencrypted) await updateEncryptedPrivateKey(tx, key.id, reencrypted);
        }
      }),

    async current() {
      const key = signingKeyAmong(await published(), clock.now());
      if (!key) throw new Error("There is no key to sign with.");
      return {
        kid: key.id,
        privateKey: once(privateKeys, key.id, () => decryptPrivateKey(keys, key)),
      };
    },

    async findPublic(kid) {
      const isAsked = ({ id }: SigningKey) => id === kid;
      const key = (await published()).find(isAsked) ?? (await readForUnknown()).find(isAsked);
      return key && once(publicKeys, kid, () => publicKeyPem(key.publicJwk));
    },

    jwks: async () => ({
      keys: (await published()).map(({ publicJwk }) => publicPartOf(publicJwk)),
    }),

    list: () =>
      db.asService(async (tx) => {
        const now = clock.now();
        return listFrom(await listSigningKeys(tx, now), now);
      }),

    rotate: async () => {
      const key = await db.asService(async (tx) => {
        await lockSigningKeys(tx);
        const now = clock.now();
        const last = (await listSigningKeys(tx, now)).at(-1);
        if (last && now < last.activeAt) return last;
        await write(tx, now, last ? addSeconds(now, leadSeconds) : now);
        return (await listSigningKeys(tx, now)).at(-1);
      });
      if (!key) throw new Error("The new signing key is missing.");
      stored.invalidate();
      return { id: key.id, activeAt: key.activeAt };
    },
  };
}

/**
 * Returns the newest active key. A slow clock may find none active yet: then the first one signs.
 */
function signingKeyAmong(found: readonly SigningKey[], now: Date): SigningKey | undefined {
  return found.findLast(({ activeAt }) => activeAt <= now) ?? found[0];
}

function publicPartOf(jwk: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => publicMembers.includes(name)));
}

/** Caches a result, so that each key is decrypted and converted to PEM once. */
function once(known: Map<string, string>, id: string, make: () => string): string {
  const value = known.get(id) ?? make();
  known.set(id, value);
  return value;
}
