import { setTimeout as delay } from "node:timers/promises";

export interface BackgroundLoop {
  /** Ends after the step that is under way. */
  stop(): Promise<void>;
}

/**
 * Takes one step after another, and waits a moment when there was nothing to do or a step failed,
 * so that a database that is away is not stormed. All workers wait for the same moments: what they ask
 * for together costs no more than what one of them asks for.
 */
export function startBackgroundLoop(options: {
  /** Whether there was something to do. */
  readonly step: () => Promise<boolean>;
  readonly idleMs: number;
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
      if (await stepOrFail()) continue;
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
