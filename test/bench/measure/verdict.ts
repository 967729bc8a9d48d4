// Judges rounds of measurements against a limit.
import { type Measured, median } from "./rounds.ts";

export type Bound =
  | { readonly atLeast: number }
  | { readonly atMost: number }
  | { readonly between: readonly [least: number, most: number] };

export interface Judgement {
  readonly verdict: "kept" | "not kept" | "unclear" | "not available";
  /** Range of the true median; see `rangeOfMedian`. */
  readonly range: readonly [low: number, high: number];
  /** Rounds after which a verdict is likely, if it is unclear; infinite if the median is on the limit. */
  readonly roundsNeeded?: number;
}

const tailMax = 0.025;
/** Half the width of a 95 % interval of a normal distribution, in standard deviations. */
const normalWidth = 1.96;
/** Standard error of a median, relative to that of a mean. */
const medianError = Math.sqrt(Math.PI / 2);
/** Standard deviation of a normal distribution, relative to its median absolute deviation. */
const deviationOfMad = 1.4826;

/**
 * Returns the range that contains the true median with a probability of 95 %, whatever the distribution (sign
 * test). With fewer than six rounds no range is that certain: it is the whole spread.
 */
export function rangeOfMedian(measured: Measured): readonly [low: number, high: number] {
  const sorted = measured.toSorted((a, b) => a - b);
  const count = sorted.length;
  // Probability that at most `dropped` rounds are below the true median, by a binomial distribution.
  let dropped = 0;
  let probability = 0.5 ** count;
  let tail = probability;
  for (;;) {
    probability *= (count - dropped) / (dropped + 1);
    tail += probability;
    if (tail > tailMax) break;
    dropped += 1;
  }
  return [sorted[dropped] ?? Number.NaN, sorted[count - 1 - dropped] ?? Number.NaN];
}

/** Judges only if the whole range of the median is on one side of the limit. */
export function judge(measured: Measured, bound: Bound): Judgement {
  const range = rangeOfMedian(measured);
  if (range.some(Number.isNaN)) return { verdict: "not available", range };
  const [least, most] = limitsOf(bound);
  const [low, high] = range;
  if (low >= least && high <= most) return { verdict: "kept", range };
  if (high < least || low > most) return { verdict: "not kept", range };
  return { verdict: "unclear", range, roundsNeeded: roundsNeeded(measured, [least, most]) };
}

export function limitsOf(bound: Bound): readonly [least: number, most: number] {
  if ("between" in bound) return bound.between;
  if ("atLeast" in bound) return [bound.atLeast, Number.POSITIVE_INFINITY];
  return [Number.NEGATIVE_INFINITY, bound.atMost];
}

/** Returns the rounds after which the range of the median, at the same spread, ends before the next limit. */
function roundsNeeded(measured: Measured, limits: readonly number[]): number {
  const middle = median(measured);
  const distance = Math.min(...limits.map((limit) => Math.abs(limit - middle)));
  const mad = median(measured.map((value) => Math.abs(value - middle)));
  const width = normalWidth * medianError * deviationOfMad * mad;
  const rounds = Math.ceil((width / distance) ** 2);
  return Math.max(Number.isNaN(rounds) ? 0 : rounds, measured.length + 1, 6);
}
