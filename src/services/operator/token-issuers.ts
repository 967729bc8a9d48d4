// Portals that sign their own tokens, and the schools that each may act for.
import type { AuditAction } from "../../domain/audit-event.ts";
import type { Clock } from "../../domain/clock.ts";
import { invalidRequest, type ValidationError } from "../../domain/errors.ts";
import { newId, type Random } from "../../security/random.ts";
import type { KeyHeader, RemoteKeys } from "../../security/remote-keys.ts";
import { type Database, execute, type Transaction } from "../../store/database.ts";
import {
  findIssuer,
  insertIssuerSchools,
  listIssuers,
  removeIssuer,
  type TokenIssuer,
  upsertIssuer,
} from "../../store/operator/token-issuers.ts";
import { type RecordAudit, theOperator } from "../shared/audit.ts";
import { createCachedRead } from "../shared/cached-read.ts";
import { findSchools } from "./schools.ts";

export interface NewTokenIssuer {
  readonly iss: string;
  readonly jwksUri: string;
  readonly brins: readonly string[];
}

export interface IssuerKey {
  readonly issuerId: string;
  readonly publicKey: string | undefined;
}

export interface TokenIssuerService {
  /**
   * Returns the issuer, or `undefined` for an unknown one, and the public key (PEM) that the token
   * header names, which is absent for an unknown key or a disallowed algorithm. Does not check the
   * school: that happens at each request. Throws `unavailable` when the JWKS cannot be fetched.
   */
  findKey(iss: string, header: KeyHeader): Promise<IssuerKey | undefined>;
  /**
   * Fetches the JWKS of an issuer again, at most once a minute. Resolves to whether it was fetched.
   */
  renewKeys(issuerId: string): Promise<boolean>;
  /**
   * Trusts a portal for these schools. A known portal gets the new JWKS URL, and these schools
   * beside its earlier ones. Other replicas follow within a minute. Throws `invalid-request`.
   */
  add(issuer: NewTokenIssuer): Promise<void>;
  /** Lists issuers by `iss`. */
  list(): Promise<readonly NewTokenIssuer[]>;
  /**
   * Removes an issuer; every replica rejects its tokens from now on. Resolves to `false` for an
   * unknown one.
   */
  remove(iss: string): Promise<boolean>;
}

const cacheSeconds = 60;
const loopbackPattern = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

export function createTokenIssuerService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly remoteKeys: RemoteKeys;
  readonly audit: RecordAudit;
}): TokenIssuerService {
  const { db, clock, random, remoteKeys } = deps;
  /** All issuers in one query, so that an unknown `iss` costs no query. */
  const issuers = createCachedRead({
    clock,
    cacheSeconds,
    read: () => db.asService(issuersByIss),
  });

  async function recordAt(
    tx: Transaction,
    schoolIds: readonly string[],
    action: AuditAction,
    issuerId: string,
  ): Promise<void> {
    for (const schoolId of schoolIds) {
      const by = { schoolId, actor: theOperator, origin: {} };
      await deps.audit(tx, by, [{ action, details: { issuerId } }]);
    }
  }

  return {
    async findKey(iss, header) {
      const issuer = (await issuers.get()).get(iss);
      if (!issuer) return undefined;
      return { issuerId: issuer.id, publicKey: await remoteKeys.find(issuer, header) };
    },

    async renewKeys(issuerId) {
      const issuer = (await issuers.get()).values().find(({ id }) => id === issuerId);
      return issuer !== undefined && (await remoteKeys.renew(issuer));
    },

    async add({ iss, jwksUri, brins }) {
      await db.asService(async (tx) => {
        const { schools, validationErrors } = await findSchools(tx, brins);
        const allErrors = [
          ...issuerUrlErrors("/iss", iss),
          ...issuerUrlErrors("/jwksUri", jwksUri),
          ...validationErrors,
        ];
        if (allErrors.length > 0) throw invalidRequest(allErrors);
        const now = clock.now();
        const issuer = {
          id: newId(now, random),
          iss,
          jwksUri: new URL(jwksUri).href,
          createdAt: now,
        };
        const issuerId = await upsertIssuer(tx, issuer);
        const added = await insertIssuerSchools(
          tx,
          issuerId,
          schools.map(({ id }) => id),
        );
        await recordAt(tx, added, "issuer-added", issuerId);
      });
      issuers.invalidate();
    },

    list: async () => {
      const rows = await db.asService((tx) => execute(tx, listIssuers()));
      const ofIss = Map.groupBy(rows, ({ iss }) => iss);
      return [...ofIss].map(([iss, [first, ...others]]) => ({
        iss,
        jwksUri: first?.jwksUri ?? "",
        brins: [first?.brin ?? "", ...others.map(({ brin }) => brin)],
      }));
    },

    remove: async (iss) => {
      const removed = await db.asService(async (tx) => {
        const removedFor = await execute(tx, removeIssuer(iss));
        for (const { issuerId, schoolId } of removedFor) {
          if (schoolId !== null) await recordAt(tx, [schoolId], "issuer-removed", issuerId);
        }
        return removedFor.length > 0;
      });
      issuers.invalidate();
      return removed;
    },
  };
}

async function issuersByIss(tx: Transaction): Promise<Map<string, TokenIssuer>> {
  const names = new Set((await execute(tx, listIssuers())).map(({ iss }) => iss));
  const found = await Promise.all([...names].map((iss) => findIssuer(tx, iss)));
  return new Map(found.flatMap((issuer) => (issuer ? [[issuer.iss, issuer]] : [])));
}

/**
 * Not normalised: `iss` is compared with the claim of a token character by character. Over plain
 * HTTP an attacker on the network could replace a key; loopback has no such attacker.
 */
function issuerUrlErrors(pointer: string, text: string): ValidationError[] {
  const url = /\p{Cc}/u.test(text) ? null : URL.parse(text);
  const isSafe =
    url?.protocol === "https:" || (url?.protocol === "http:" && loopbackPattern.test(url.hostname));
  if (!url || !isSafe) return [{ pointer, detail: "must be an https URL" }];
  if (url.username || url.password || url.hash) {
    return [{ pointer, detail: "must be a URL without a user, a password and a fragment" }];
  }
  return [];
}
