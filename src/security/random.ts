import { randomBytes, randomInt } from "node:crypto";
import { v7, validate } from "uuid";

/** Source of randomness; that of the system is a CSPRNG (ASVS 11.5.1). */
export interface Random {
  bytes(size: number): Buffer;
  /** Returns a number from 0 up to, but not including, 1. */
  fraction(): number;
}

const fractionSteps = 2 ** 32;

export const systemRandom: Random = {
  bytes: randomBytes,
  fraction: () => randomInt(fractionSteps) / fractionSteps,
};

/**
 * Returns a new row id: UUID version 7, so that rows are stored in order of creation. Never a
 * secret.
 */
export function newId(now: Date, random: Random): string {
  return v7({ msecs: now.getTime(), random: random.bytes(16) });
}

/** Whether the text has the form of a row id. */
export function isId(text: string): boolean {
  return validate(text);
}
