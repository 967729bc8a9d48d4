/**
 * Returns a function that runs items together: those that arrive while a batch runs form the next one. Two items
 * with a common key are never in one batch, so each key is there once; the later item waits for another batch.
 * `work` returns a result for each item, in order. When it fails, it rejects its items and all that wait.
 */
export function inDisjointBatches<Item, Result>(options: {
  readonly keysOf: (item: Item) => readonly string[];
  readonly itemsMax: number;
  readonly work: (items: readonly Item[]) => Promise<readonly Result[]>;
}): (item: Item) => Promise<Result> {
  const { keysOf, itemsMax, work } = options;
  let waiting: Entry<Item, Result>[] = [];
  let isRunning = false;

  /** Takes items in their order, without those that share a key with an earlier one. */
  function takeBatch(): Entry<Item, Result>[] {
    const taken = new Set<string>();
    const batch: Entry<Item, Result>[] = [];
    const later: Entry<Item, Result>[] = [];
    for (const entry of waiting) {
      const isFree = batch.length < itemsMax && entry.keys.every((key) => !taken.has(key));
      for (const key of entry.keys) taken.add(key);
      (isFree ? batch : later).push(entry);
    }
    waiting = later;
    return batch;
  }

  async function runBatch(): Promise<void> {
    const batch = takeBatch();
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      for (const { reject } of [...batch, ...waiting.splice(0)]) reject(error);
    }
  }

  async function runAll(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) await runBatch();
    isRunning = false;
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    waiting.push({ item, keys: keysOf(item), resolve, reject });
    if (!isRunning) void runAll();
    return promise;
  };
}

interface Entry<Item, Result> extends Omit<PromiseWithResolvers<Result>, "promise"> {
  readonly item: Item;
  readonly keys: readonly string[];
}
