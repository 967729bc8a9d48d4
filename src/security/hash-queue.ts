// Queue of password hashes. A hash occupies a core, so only as many run at the same time as there
// are cores. Networks share the turns, so that a busy network does not starve the others.
import { ServiceError } from "../domain/errors.ts";
import { FairQueue } from "./fair-queue.ts";

/** A reserved place in the queue. Disposing it frees the place. */
export interface HashPlace extends Disposable {
  /** Runs `compute` when it is this place's turn. Repeatable, one call after another. */
  run<Result>(compute: () => Promise<Result>): Promise<Result>;
  /** Lowers the priority: places whose network has no recent failures go first. */
  goBehind(): void;
}

export interface HashQueue {
  /**
   * Reserves a place for a caller on a path of buckets, such as its networks from the widest to the
   * narrowest. Nothing is counted before a place is reserved, so that a full queue never counts as
   * a wrong password. Throws `unavailable` when the queue is full, or full enough for these
   * buckets.
   */
  reserve(buckets: readonly string[]): HashPlace;
  /** Whether a caller that joins the queue waits longer than a few statements take. */
  isBacklogged(): boolean;
  /** Returns the number of hashes that run and that wait. */
  load(): { readonly computing: number; readonly waiting: number };
  /** Returns the number of hashes started so far. */
  computed(): number;
}

interface HashQueueOptions {
  /** Maximum number of concurrent hashes: the number of cores. */
  readonly parallelMax: number;
  /** Maximum number of waiting callers. */
  readonly waitingMax: number;
}

const retryAfterSeconds = 2;
/** Waiting hashes for each core, each of 6 to 12 ms, from which the queue is backlogged. */
const backlogOfCore = 6;
/**
 * Maximum share of the free places that a bucket may hold (dynamic thresholds, Choudhury and Hahne
 * 1998): one bucket alone can hold half of the queue, and n buckets always leave a place for the
 * next. By level of the path; the last value applies to all deeper levels.
 */
const shareOfFree = [1, 0.75, 0.5] as const;
/** Every eighth turn is for a low-priority place, so that these do not starve. */
const turnsPerLateTurn = 8;

export function createHashQueue({ parallelMax, waitingMax }: HashQueueOptions): HashQueue {
  const placesMax = parallelMax + waitingMax;
  const held = new Map<string, number>();
  const first = new FairQueue<() => void>();
  const late = new FairQueue<() => void>();
  let reserved = 0;
  let running = 0;
  let turns = 0;

  function reserve(buckets: readonly string[]): HashPlace {
    const isBusy = reserved >= parallelMax;
    if (reserved >= placesMax || (isBusy && !buckets.every(hasRoom))) throw queueFull();
    hold(buckets, 1);
    let isLate = false;
    let isHeld = true;
    return {
      run: async (compute) => {
        await turnOf(buckets, isLate ? late : first);
        try {
          return await compute();
        } finally {
          running -= 1;
          startNext();
        }
      },
      goBehind: () => {
        isLate = true;
      },
      [Symbol.dispose]: () => {
        if (isHeld) hold(buckets, -1);
        isHeld = false;
      },
    };
  }

  function hasRoom(bucket: string, level: number): boolean {
    const share = shareOfFree[level] ?? shareOfFree.at(-1) ?? 1;
    return (held.get(bucket) ?? 0) < (placesMax - reserved) * share;
  }

  function hold(buckets: readonly string[], places: 1 | -1): void {
    reserved += places;
    for (const bucket of buckets) {
      const count = (held.get(bucket) ?? 0) + places;
      if (count === 0) held.delete(bucket);
      else held.set(bucket, count);
    }
  }

  async function turnOf(buckets: readonly string[], queue: FairQueue<() => void>): Promise<void> {
    await new Promise<void>((resolve) => {
      queue.add(buckets, resolve);
      startNext();
    });
  }

  function startNext(): void {
    if (running >= parallelMax) return;
    const isLateTurn = (turns + 1) % turnsPerLateTurn === 0;
    const start = isLateTurn ? (late.take() ?? first.take()) : (first.take() ?? late.take());
    if (!start) return;
    turns += 1;
    running += 1;
    start();
  }

  return {
    reserve,
    isBacklogged: () => first.size + late.size >= backlogOfCore * parallelMax,
    computed: () => turns,
    load: () => ({ computing: running, waiting: first.size + late.size }),
  };
}

function queueFull(): ServiceError {
  return new ServiceError(
    "unavailable",
    "Too many logins are in progress. Try again in a few seconds.",
    {
      retryAfterSeconds,
    },
  );
}
