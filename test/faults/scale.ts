// How much of a proof is run: a taste with all other tests, the whole by `npm run test:faults`.
import { randomInt } from "node:crypto";
import type { Test } from "tap";

export const isFull = process.env["FAULTS"] === "full";

/** So many of something. */
export function scaled(counts: { readonly short: number; readonly full: number }): number {
  return isFull ? counts.full : counts.short;
}

/** Where a run draws its choices and moments from. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  fraction(): number;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** Whether something happens that does so often, 0 never and 1 always. */
  happens(probability: number): boolean;
}

const seedLimit = 2 ** 31;

/** The seed of this run: that of `SEED`, or a new one. It is printed, to run the same again. */
export function seedOf(t: Test): number {
  const seed = Number(process.env["SEED"] ?? randomInt(seedLimit));
  t.comment(`SEED=${seed}`);
  return seed;
}

/** The same choices for the same seed (mulberry32). */
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
