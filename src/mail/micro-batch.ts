import { setTimeout as delay } from "node:timers/promises";

/**
 * Returns a function that collects the items of `gatherMs` and passes them to `work` together, one
 * batch after another, so that many items share one transaction. `work` returns a result for each
 * item, in order. When it fails, the whole batch rejects.
 */
export function inMicroBatches<Item, Result>(
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
