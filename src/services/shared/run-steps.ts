import { setImmediate } from "node:timers/promises";
import type { Steps } from "../../domain/steps.ts";

/** Does long work step by step, and lets other requests be served between two steps. */
export async function runSteps<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await setImmediate();
  }
}
