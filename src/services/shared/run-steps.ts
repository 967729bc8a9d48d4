import { setImmediate } from "node:timers/promises";
import type { Steps } from "../../domain/steps.ts";

/** Runs long work step by step and yields to the event loop between steps. */
export async function runSteps<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await setImmediate();
  }
}
