import { setTimeout as delay } from "node:timers/promises";

/** A batch that is not full waits for more items. */
export interface Gathering {
  readonly waitMs: number;
  /** Asked when an item arrives; `false` ends the wait. */
  isWorthwhile(): boolean;
}

/**
 * Returns a function that runs items together: those that arrive while a batch runs form the next one. They run in
 * order of arrival, but a batch has no key twice: an item whose key is taken waits for a later batch, and delays no
 * other. `work` returns a result for each item, in order. When it fails, it rejects its items and all that wait.
 */
export function inBatches<Item, Result>(options: {
  readonly keysOf: (item: Item) => readonly string[];
  readonly itemsMax: number;
  readonly work: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly gathering?: Gathering;
}): (item: Item) => Promise<Result> {
  const { keysOf, itemsMax, work, gathering } = options;
  let waiting: Entry<Item, Result>[] = [];
  let isRunning = false;
  /** Whether the newest batch had no place for all that waited. */
  let isBehind = false;
  let wait: AbortController | undefined;

  const isWaitOver = () => waiting.length >= itemsMax || !gathering?.isWorthwhile();

  async function gather(waitMs: number): Promise<void> {
    wait = new AbortController();
    await delay(waitMs, undefined, { signal: wait.signal }).catch(() => {});
    wait = undefined;
  }

  function takeBatch(): Entry<Item, Result>[] {
    const batch: Entry<Item, Result>[] = [];
    const others: Entry<Item, Result>[] = [];
    const taken = new Set<string>();
    for (const entry of waiting) {
      const isFree = batch.length < itemsMax && !entry.keys.some((key) => taken.has(key));
      (isFree ? batch : others).push(entry);
      if (isFree) for (const key of entry.keys) taken.add(key);
    }
    waiting = others;
    isBehind = others.length > 0;
    return batch;
  }

  async function runBatch(): Promise<void> {
    const batch = takeBatch();
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      const others = waiting;
      waiting = [];
      for (const { reject } of [...batch, ...others]) reject(error);
    }
  }

  async function runAll(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      if (gathering && !isBehind && !isWaitOver()) await gather(gathering.waitMs);
      await runBatch();
    }
    isRunning = false;
    isBehind = false;
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    waiting.push({ item, keys: keysOf(item), resolve, reject });
    if (!isRunning) void runAll();
    else if (isWaitOver()) wait?.abort();
    return promise;
  };
}

interface Entry<Item, Result> extends Omit<PromiseWithResolvers<Result>, "promise"> {
  readonly item: Item;
  readonly keys: readonly string[];
}
