/** Measurements of one side, one for each round. */
export type Measured = readonly number[];

/**
 * Measures the sides in turn, `rounds` times, each round starting with another side, so that other work
 * of the machine affects all sides. An extra first round for warm-up does not count.
 */
export async function inTurn<Side extends string, Value = number>(
  sides: Readonly<Record<Side, (round: number) => Promise<Value>>>,
  { rounds, onRound }: { readonly rounds: number; readonly onRound: (round: number) => void },
): Promise<Readonly<Record<Side, readonly Value[]>>> {
  const names = Object.keys(sides) as Side[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as Value[]])) as Record<
    Side,
    Value[]
  >;
  for (let round = 0; round <= rounds; round += 1) {
    onRound(round);
    for (let step = 0; step < names.length; step += 1) {
      const name = names[(round + step) % names.length] as Side;
      const value = await sides[name](round);
      if (round > 0) measured[name].push(value);
    }
  }
  return measured;
}

/** Returns the ratio of two sides in each round. */
export function ratios(of: Measured, to: Measured): Measured {
  return of.map((value, round) => value / (to[round] ?? Number.NaN));
}

export function median(values: Measured): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Returns the change from one round to the next: the median of the slopes of all pairs (Theil and Sen). */
export function slope(values: Measured): number {
  const slopes = values.flatMap((from, first) =>
    values.slice(first + 1).map((to, distance) => (to - from) / (distance + 1)),
  );
  return median(slopes);
}
