import { setTimeout as delay } from "node:timers/promises";

/**
 * Does together what is asked for within a moment, one batch after another: a transaction serves many
 * as well as one. `work` answers in the order of what it gets; when it fails, so do all of the batch.
 */
export function inBatches<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  gatherMs: number,
): (item: Item) => Promise<Result> {
  let gathering:
    | { readonly items: Item[]; readonly results: Promise<readonly Result[]> }
    | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function gather(items: readonly Item[]): Promise<readonly Result[]> {
    await Promise.all([turn, delay(gatherMs)]);
    gathering = undefined;
    return await work(items);
  }

  function open(): NonNullable<typeof gathering> {
    const items: Item[] = [];
    const results = gather(items);
    turn = results.catch(() => {});
    return { items, results };
  }

  return async (item) => {
    gathering ??= open();
    const { items, results } = gathering;
    const index = items.push(item) - 1;
    return (await results)[index] as Result;
  };
}
