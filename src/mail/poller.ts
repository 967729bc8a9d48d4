import { setTimeout as delay } from "node:timers/promises";
import type { Dispatcher } from "./dispatcher.ts";

/** One claim replaces all deliveries that end within this time. */
const gatherMs = 2;

/**
 * Polls the outbox: claims as many mails as there is room for, and claims again when a delivery
 * ends. When it finds fewer, it waits for the next poll. `stop` lets deliveries in flight end.
 */
export function startPoller(options: {
  readonly dispatcher: Dispatcher;
  readonly idleMs: number;
  readonly onError: (error: unknown) => void;
  readonly onSuccess: () => void;
}): { stop(): Promise<void> } {
  const { dispatcher, idleMs, onError, onSuccess } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const inFlight = new Set<Promise<void>>();

  function follow(delivery: Promise<void>): void {
    const followed = delivery.catch(onError).finally(() => inFlight.delete(followed));
    inFlight.add(followed);
  }

  /** Returns whether there may be more mail as soon as there is room. */
  async function poll(): Promise<boolean> {
    try {
      const { deliveries, isFull } = await dispatcher.begin();
      for (const delivery of deliveries) follow(delivery);
      onSuccess();
      return isFull;
    } catch (error) {
      onError(error);
      return false;
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      if (await poll()) {
        await dispatcher.untilRoom(idleMs);
        await delay(gatherMs);
      } else {
        // Replicas and other loops wake at the same times, so that their statements share round
        // trips.
        const untilNextMs = idleMs - (performance.now() % idleMs);
        await delay(untilNextMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      dispatcher.stop();
      await running;
      await Promise.all(inFlight);
      // Records outcomes that could not be recorded before.
      await poll();
    },
  };
}
