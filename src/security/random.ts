import { randomBytes, randomInt } from "node:crypto";
import { v7, validate } from "uuid";

/** Where chance comes from; the system's is a CSPRNG (ASVS 11.5.1). */
export interface Random {
  bytes(size: number): Buffer;
  /** From 0 up to, not including, 1. */
  fraction(): number;
}

const fractionSteps = 2 ** 32;

export const systemRandom: Random = {
  bytes: randomBytes,
  fraction: () => randomInt(fractionSteps) / fractionSteps,
};

/** A new row id: UUID version 7, so that rows made together lie together. Never a secret. */
export function newId(now: Date, random: Random): string {
  return v7({ msecs: now.getTime(), random: random.bytes(16) });
}

/** Whether this can be a row id at all. */
export function isId(text: string): boolean {
  return validate(text);
}
