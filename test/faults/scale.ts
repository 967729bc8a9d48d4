// Size of a run: a sample with `npm test`, everything with `npm run test:faults`.
import { randomInt } from "node:crypto";
import type { Test } from "tap";

export const isFull = process.env["FAULTS"] === "full";

/** Number of repetitions. */
export function scaled(counts: { readonly short: number; readonly full: number }): number {
  return isFull ? counts.full : counts.short;
}

/** Source of the random choices of a run. */
export interface Chance {
  /** A number from 0 up to, but not including, 1. */
  fraction(): number;
  /** An integer from 0 up to, but not including, `limit`. */
  below(limit: number): number;
  /** `true` with this probability, from 0 to 1. */
  happens(probability: number): boolean;
}

const seedLimit = 2 ** 31;

/** Seed of this run: `SEED` or a new one. The test prints it, so that the run can be repeated. */
export function seedOf(t: Test): number {
  const seed = Number(process.env["SEED"] ?? randomInt(seedLimit));
  t.comment(`SEED=${seed}`);
  return seed;
}

/** Returns the same sequence for the same seed (mulberry32). */
export function drawChance(seed: number): Chance {
  let state = seed;
  function fraction(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    fraction,
    below: (limit) => Math.floor(fraction() * limit),
    happens: (probability) => fraction() < probability,
  };
}

/** Ends a test that hangs. Many times what the full form needs, because other work may hold the processors. */
export const hangMs = 3_600_000;
