// Cursors of lists: a position in a list, encrypted. Each list has a key of its own.
import { parse, stringify } from "uuid";
import type { Cursors } from "../domain/pagination.ts";
import { decrypt, encrypt } from "./encryption.ts";
import type { Random } from "./random.ts";
import type { SecretKeys } from "./secret-keys.ts";

const idBytes = 16;
/** PostgreSQL stores no text with this character. */
const end = "\0";
const purposeOf = (list: string) => `cursor ${list}` as const;

/** A cursor is base64url of the encrypted id and texts, each text with its end: 75 characters for most pupils. */
export function createCursors(deps: {
  readonly keys: SecretKeys;
  readonly random: Random;
}): Cursors {
  const { keys, random } = deps;
  return {
    encode: (list, { id, texts }) => {
      const ended = texts.map((text) => `${text}${end}`).join("");
      const plain = Buffer.concat([parse(id), Buffer.from(ended)]);
      return encrypt(keys, purposeOf(list), plain, random).toString("base64url");
    },

    decode: (list, cursor) => {
      const plain = decrypt(keys, purposeOf(list), Buffer.from(cursor, "base64url"));
      if (!plain) return undefined;
      const texts = plain.toString("utf8", idBytes).split(end).slice(0, -1);
      return { id: stringify(plain.subarray(0, idBytes)), texts };
    },
  };
}
