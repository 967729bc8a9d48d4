/**
 * Returns a function that runs items together: those that arrive while a batch runs form the next one. A batch has
 * at most one item of each group; the groups take turns, so one with many items delays no other. `work` returns a
 * result for each item, in order. When it fails, it rejects its items and all that wait.
 */
export function inGroupedBatches<Item, Result>(options: {
  readonly groupOf: (item: Item) => string;
  readonly groupsMax: number;
  readonly work: (items: readonly Item[]) => Promise<readonly Result[]>;
}): (item: Item) => Promise<Result> {
  const { groupOf, groupsMax, work } = options;
  const waiting = new Map<string, Entry<Item, Result>[]>();
  let isRunning = false;

  function takeBatch(): Entry<Item, Result>[] {
    return [...waiting].slice(0, groupsMax).flatMap(([group, [first, ...others]]) => {
      waiting.delete(group);
      if (others.length > 0) waiting.set(group, others);
      return first ?? [];
    });
  }

  async function runBatch(): Promise<void> {
    const batch = takeBatch();
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      const others = [...waiting.values()].flat();
      waiting.clear();
      for (const { reject } of [...batch, ...others]) reject(error);
    }
  }

  async function runAll(): Promise<void> {
    isRunning = true;
    while (waiting.size > 0) await runBatch();
    isRunning = false;
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const group = groupOf(item);
    const others = waiting.get(group);
    if (others) others.push({ item, resolve, reject });
    else waiting.set(group, [{ item, resolve, reject }]);
    if (!isRunning) void runAll();
    return promise;
  };
}

interface Entry<Item, Result> extends Omit<PromiseWithResolvers<Result>, "promise"> {
  readonly item: Item;
}
