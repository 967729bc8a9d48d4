import { setTimeout as delay } from "node:timers/promises";

export type Rest = (workMs: number, signal: AbortSignal) => Promise<void>;

export interface BackgroundLoop {
  /** Stops after the step in progress. */
  stop(): Promise<void>;
}

/**
 * Runs one step after another. Waits when there was no work or a step failed, so that a database
 * that is down gets no flood of queries. All loops wake at the same times, so that their
 * statements share round trips.
 */
export function startBackgroundLoop(options: {
  /** Resolves to whether there was work. */
  readonly step: () => Promise<boolean>;
  readonly idleMs: number;
  /**
   * Delays the next step after one that had work and took `workMs`. Resolves early when `signal` is aborted. Without it
   * the next step follows immediately.
   */
  readonly rest?: Rest | undefined;
  readonly onError: (error: unknown) => void;
  readonly onSuccess?: () => void;
}): BackgroundLoop {
  const stopping = new AbortController();

  async function stepOrFail(): Promise<boolean> {
    try {
      const hadWork = await options.step();
      options.onSuccess?.();
      return hadWork;
    } catch (error) {
      options.onError(error);
      return false;
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      if (await stepOrFail()) {
        await options.rest?.(performance.now() - startedAt, stopping.signal);
        continue;
      }
      const untilNextMs = options.idleMs - (performance.now() % options.idleMs);
      await delay(untilNextMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
