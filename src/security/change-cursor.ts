// Cursors of the feed of changes: encrypted, so that they tell nothing about other schools, and no
// caller can make one.
import { createHash } from "node:crypto";
import { parse, stringify } from "uuid";
import { addSeconds, type Clock, daySeconds } from "../domain/clock.ts";
import { type ChangePosition, changesKeptDays } from "../domain/feed/home-login-change.ts";
import { decrypt, encrypt } from "./encryption.ts";
import type { Random } from "./random.ts";
import type { SecretKeys } from "./secret-keys.ts";

/** The schools of a feed, as the id of a school or of a portal. */
export type FeedScope = `school:${string}` | `issuer:${string}`;

export interface ChangeCursor {
  readonly epoch: string;
  readonly position: ChangePosition;
}

export interface ChangeCursors {
  write(scope: FeedScope, cursor: ChangeCursor): string;
  /**
   * Returns `undefined` for a cursor of another scope or one that this service did not write, and
   * `expired` for one that is older than `changesKeptDays`.
   */
  read(scope: FeedScope, text: string): ChangeCursor | "expired" | undefined;
}

const purpose = "change-cursor";
const scopeBytes = 16;
const epochBytes = 16;
const numberBytes = 8;
const plainBytes = scopeBytes + epochBytes + 3 * numberBytes;

/** Characters of a cursor: 28 bytes of encryption around the plaintext, in base64url. */
export const changeCursorLength = Math.ceil(((plainBytes + 28) * 4) / 3);

export function createChangeCursors(deps: {
  readonly keys: SecretKeys;
  readonly random: Random;
  readonly clock: Clock;
}): ChangeCursors {
  const { keys, random, clock } = deps;

  return {
    write: (scope, { epoch, position }) => {
      const plain = Buffer.alloc(plainBytes);
      plain.set(hashOf(scope), 0);
      plain.set(parse(epoch), scopeBytes);
      let place = scopeBytes + epochBytes;
      for (const number of [position.transaction, position.number, BigInt(clock.now().getTime())]) {
        place = plain.writeBigUInt64BE(number, place);
      }
      return encrypt(keys, purpose, plain, random).toString("base64url");
    },

    read: (scope, text) => {
      const plain = decrypt(keys, purpose, Buffer.from(text, "base64url"));
      if (plain?.length !== plainBytes) return undefined;
      if (!plain.subarray(0, scopeBytes).equals(hashOf(scope))) return undefined;
      const numberAt = (index: number) =>
        plain.readBigUInt64BE(scopeBytes + epochBytes + index * numberBytes);
      const writtenAt = new Date(Number(numberAt(2)));
      if (addSeconds(writtenAt, changesKeptDays * daySeconds) < clock.now()) return "expired";
      return {
        epoch: stringify(plain, scopeBytes),
        position: { transaction: numberAt(0), number: numberAt(1) },
      };
    },
  };
}

function hashOf(scope: FeedScope): Buffer {
  return createHash("sha256").update(scope).digest().subarray(0, scopeBytes);
}
