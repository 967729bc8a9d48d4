// Limits on what runs at the same time. A limit has places; work that finds none waits its turn, and is
// refused when too much waits already or the wait takes too long.
import { ServiceError } from "../../domain/errors.ts";

export interface FairShareOptions {
  /** Places in all. */
  readonly placesMax: number;
  /** How much work may wait for a place. */
  readonly waitingMax: number;
  /** How long work waits before it is refused. */
  readonly waitMaxMs: number;
  /** What a refused caller reads. */
  readonly detail: string;
}

export interface FairShare {
  /**
   * Runs `work` once its places are free, first come first served. Work that asks for more places than
   * there are takes all of them. Throws `unavailable` with the time after which to try again.
   */
  run<Result>(work: () => Promise<Result>, places?: number): Promise<Result>;
  /** Places that are taken, and how much work waits. */
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
    if (queue.size >= waitingMax) throw refused();
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
        reject(refused());
        // What stood behind a large one may fit.
        startWaiting();
      }, waitMaxMs);
      queue.add(waiting);
    });
  }

  function refused(): ServiceError {
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

/** A share of the same size for each key. A key without work takes no memory. */
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
