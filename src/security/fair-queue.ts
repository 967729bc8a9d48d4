/**
 * Queue of items, each on a path of buckets from the widest to the narrowest. Round robin over the
 * buckets of each level, so that many items in one bucket delay the other buckets by one item each.
 */
export class FairQueue<Item> {
  readonly #items: Item[] = [];
  readonly #buckets = new Map<string, FairQueue<Item>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add([bucket, ...narrower]: readonly string[], item: Item): void {
    this.#size += 1;
    if (bucket === undefined) {
      this.#items.push(item);
      return;
    }
    const queue = this.#buckets.get(bucket) ?? new FairQueue<Item>();
    this.#buckets.set(bucket, queue);
    queue.add(narrower, item);
  }

  /** Removes and returns the next item; `undefined` when the queue is empty. */
  take(): Item | undefined {
    if (this.#size === 0) return undefined;
    this.#size -= 1;
    const [turn] = this.#buckets;
    if (!turn) return this.#items.shift();
    const [bucket, queue] = turn;
    const item = queue.take();
    // A map keeps insertion order, so this moves the bucket to the end.
    this.#buckets.delete(bucket);
    if (queue.size > 0) this.#buckets.set(bucket, queue);
    return item;
  }
}
