// The only waiting loops of the tests: each has a pause and a deadline.
import { setTimeout as delay } from "node:timers/promises";

const pollMs = 50;
/** Many times what an idle machine needs, and less than the timeout of tap. */
const patienceMs = 120_000;
const passesMax = 10_000;

/**
 * Calls `look` until its result is defined, and returns it. Throws an Error that names `what` after the deadline; a
 * function can name what it last saw.
 */
export async function until<Found>(
  what: string | (() => string),
  look: () => Promise<Found | undefined> | Found | undefined,
  timeoutMs = patienceMs,
): Promise<Found> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) {
      const named = typeof what === "string" ? what : what();
      throw new Error(`There was no ${named} in ${timeoutMs} ms.`);
    }
    await delay(pollMs);
  }
}

/** Repeats a call while a busy service answers 503, like its callers. */
export async function untilServed<Answer extends { readonly status: number }>(
  call: () => Promise<Answer>,
): Promise<Answer> {
  return await until("answer but 503", async () => {
    const answer = await call();
    return answer.status === 503 ? undefined : answer;
  });
}

/** Repeats a step until it has no work. Throws after too many passes. */
export async function untilIdle(step: () => Promise<boolean>): Promise<void> {
  for (let pass = 0; pass < passesMax; pass += 1) if (!(await step())) return;
  throw new Error(`There is still work after ${passesMax} passes.`);
}
