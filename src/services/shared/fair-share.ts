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
}

export interface FairShare {
  /**
   * Runs `work` once its places are free, in order of arrival. Work that asks for more places than
   * exist takes all of them. Throws `unavailable` with a retry time.
   */
  run<Result>(work: () => Promise<Result>, places?: number): Promise<Result>;
  /** Returns the number of places taken and the length of the queue. */
  load(): { readonly taken: number; readonly waiting: number };
}

interface Waiting {
  readonly places: number;
  readonly start: () => void;
}

const retryAfterSeconds = 5;

export function createFairShare(options: FairShareOptions): FairShare {
  const { placesMax, waitingMax, waitMaxMs, detail } = options;
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

  function waitFor(places: number): Promise<void> {
    if (queue.size >= waitingMax) throw busy();
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

  function busy(): ServiceError {
    return new ServiceError("unavailable", detail, { retryAfterSeconds });
  }

  return {
    run: async (work, wanted = 1) => {
      const places = Math.min(wanted, placesMax);
      if (queue.size === 0 && taken + places <= placesMax) taken += places;
      else await waitFor(places);
      try {
        return await work();
      } finally {
        taken -= places;
        startWaiting();
      }
    },
    load: () => ({ taken, waiting: queue.size }),
  };
}

export interface FairShares {
  /** Runs `work` in the share of `key`. Throws `unavailable` as `FairShare` does. */
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
}

/** Creates a share of the same size for each key. An idle key takes no memory. */
export function createFairShares(options: FairShareOptions): FairShares {
  const shares = new Map<string, FairShare>();
  return {
    run: async (key, work) => {
      const share = shares.get(key) ?? createFairShare(options);
      shares.set(key, share);
      try {
        return await share.run(work);
      } finally {
        const { taken, waiting } = share.load();
        if (taken === 0 && waiting === 0 && shares.get(key) === share) shares.delete(key);
      }
    },
  };
}
