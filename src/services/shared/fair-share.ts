// Concurrency limits with a bounded queue. Work waits for free places, and is rejected when the
// queue is full or the wait times out.
import { ServiceError } from "../../domain/errors.ts";

export interface FairShareOptions {
  /** Total number of places. */
  readonly placesMax: number;
  /** Maximum length of the queue. */
  readonly waitingMax: number;
  /** Wait time after which queued work is rejected. */
  readonly waitMaxMs: number;
  /** Text of the problem for a rejected caller. */
  readonly detail: string;
  /** Awaited after work of `workMs` milliseconds before other work that waits takes its places. */
  readonly rest?: (workMs: number) => Promise<void>;
}

export interface FairShare {
  /**
   * Runs `work` once its places are free, in order of arrival. Work that asks for more places than
   * exist takes all of them. Throws `unavailable` with a retry time.
   */
  run<Result>(work: () => Promise<Result>, places?: number): Promise<Result>;
  /** Throws `unavailable` when the queue is full: `run` would throw too. */
  requireRoom(): void;
  /** Returns the number of places taken and the length of the queue. */
  load(): { readonly taken: number; readonly waiting: number };
}

interface Waiting {
  readonly places: number;
  readonly start: () => void;
}

const retryAfterSeconds = 5;

/** Creates a share; `onIdle` is called each time that no work runs and none waits any more. */
export function createFairShare(options: FairShareOptions, onIdle = () => {}): FairShare {
  const { placesMax, waitingMax, waitMaxMs, detail, rest } = options;
  const queue = new Set<Waiting>();
  let taken = 0;

  function startWaiting(): void {
    for (const waiting of queue) {
      if (taken + waiting.places > placesMax) return;
      queue.delete(waiting);
      taken += waiting.places;
      waiting.start();
    }
  }

  function requireRoom(): void {
    if (queue.size >= waitingMax) throw busy();
  }

  function waitFor(places: number): Promise<void> {
    requireRoom();
    return new Promise((resolve, reject) => {
      const waiting = {
        places,
        start: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        queue.delete(waiting);
        reject(busy());
        // Smaller work behind this one may fit now.
        startWaiting();
      }, waitMaxMs);
      queue.add(waiting);
    });
  }

  async function release(places: number, workMs: number): Promise<void> {
    if (rest && queue.size > 0) await rest(workMs);
    taken -= places;
    startWaiting();
    if (taken === 0 && queue.size === 0) onIdle();
  }

  function busy(): ServiceError {
    return new ServiceError("unavailable", detail, { retryAfterSeconds });
  }

  return {
    run: async (work, wanted = 1) => {
      const places = Math.min(wanted, placesMax);
      if (queue.size === 0 && taken + places <= placesMax) taken += places;
      else await waitFor(places);
      const startedAt = performance.now();
      try {
        return await work();
      } finally {
        void release(places, performance.now() - startedAt);
      }
    },
    requireRoom,
    load: () => ({ taken, waiting: queue.size }),
  };
}

export interface FairShares {
  /** Runs `work` in the share of `key`. Throws `unavailable` as `FairShare` does. */
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
  /** Throws `unavailable` when the queue of `key` is full. */
  requireRoom(key: string): void;
}

/** Creates a share of the same size for each key. An idle key takes no memory. */
export function createFairShares(options: FairShareOptions): FairShares {
  const shares = new Map<string, FairShare>();
  return {
    run: async (key, work) => {
      const share = shares.get(key) ?? createFairShare(options, () => shares.delete(key));
      shares.set(key, share);
      return await share.run(work);
    },
    requireRoom: (key) => shares.get(key)?.requireRoom(),
  };
}
