// Reads tombstone files, and rejects a damaged or a foreign one before anything changes.
import { addSeconds, daySeconds } from "../../domain/clock.ts";
import { invalidRequest } from "../../domain/errors.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import { readTombstone } from "../../security/tombstone.ts";

export interface TombstoneFile {
  /** For messages. */
  readonly name: string;
  /** Without line ends. */
  readonly lines: AsyncIterable<string>;
}

export interface TombstoneSet {
  /** Tombstones that were read, without repetitions. */
  readonly size: number;
  /** Returns the newest time of the tombstones with one of these HMACs. */
  find(subjects: readonly string[]): Date | undefined;
}

interface Reading {
  readonly verified: number;
  /** Line numbers, from 1. */
  readonly broken: number | undefined;
  readonly unknown: number | undefined;
}

/**
 * Reads all files. The last line, and a line before the mark of a crash, may be cut off. A line of
 * an unknown key may be one of before the backup, because secret keys are rotated. Throws
 * `invalid-request` with the first wrong line of each file.
 */
export async function readTombstoneFiles(
  keys: SecretKeys,
  files: readonly TombstoneFile[],
  backupAt: Date,
): Promise<TombstoneSet> {
  const times = new Map<string, Date>();
  const oldAt = addSeconds(backupAt, -daySeconds);
  const validationErrors = [];
  for (const { name, lines } of files) {
    const detail = errorOf(name, await readFile(keys, lines, { times, oldAt }));
    if (detail !== undefined) validationErrors.push({ pointer: "/tombstones", detail });
  }
  if (validationErrors.length > 0) throw invalidRequest(validationErrors);
  return {
    size: times.size,
    find: (subjects) => {
      const found = subjects.flatMap((subject) => times.get(subject) ?? []);
      return found.reduce<Date | undefined>(newest, undefined);
    },
  };
}

async function readFile(
  keys: SecretKeys,
  lines: AsyncIterable<string>,
  { times, oldAt }: { readonly times: Map<string, Date>; readonly oldAt: Date },
): Promise<Reading> {
  let number = 0;
  let verified = 0;
  let broken: number | undefined;
  let unknown: number | undefined;
  /** A wrong line that the next line may explain. */
  let pending: number | undefined;
  for await (const text of lines) {
    number += 1;
    const line = readTombstone(keys, text);
    const isMark = line !== "broken" && "kind" in line && line.kind === "cut";
    if (pending !== undefined && !isMark) broken ??= pending;
    pending = line === "broken" ? number : undefined;
    if (line === "broken") continue;
    if ("unknownKey" in line) {
      if (line.at > oldAt) unknown ??= number;
      continue;
    }
    verified += 1;
    if (!isMark) times.set(line.subject, newest(times.get(line.subject), line.at));
  }
  const isForeign = verified === 0 && number > 0;
  return { verified, broken, unknown: unknown ?? (isForeign ? number : undefined) };
}

function errorOf(name: string, { verified, broken, unknown }: Reading): string | undefined {
  if (verified === 0 && (broken ?? unknown) !== undefined) {
    return `No line of ${name} was written with this SECRET_KEY or SECRET_KEY_PREVIOUS.`;
  }
  if (broken !== undefined) return `Line ${broken} of ${name} is damaged.`;
  if (unknown === undefined) return undefined;
  return `Line ${unknown} of ${name} was written with another SECRET_KEY: set that one as SECRET_KEY_PREVIOUS.`;
}

function newest(one: Date | undefined, other: Date): Date {
  return one !== undefined && one > other ? one : other;
}
