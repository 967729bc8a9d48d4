// The only waiting in tests: it pauses, and it ends.
import { setTimeout as delay } from "node:timers/promises";

const pollMs = 50;
/** Many times what a quiet machine takes, and less than tap waits. */
const patienceMs = 120_000;
const passesMax = 10_000;

/** Resolves to what `look` finds, as soon as it finds anything. Throws an Error that names `what` when it is late. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined> | Found | undefined,
  timeoutMs = patienceMs,
): Promise<Found> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`There was no ${what} in ${timeoutMs} ms.`);
    await delay(pollMs);
  }
}

/** Calls again while a busy service answers 503, as its callers do. */
export async function untilServed<Answer extends { readonly status: number }>(
  call: () => Promise<Answer>,
): Promise<Answer> {
  return await until("answer but 503", async () => {
    const answer = await call();
    return answer.status === 503 ? undefined : answer;
  });
}

/** Repeats a step as long as it had work. Throws when that does not end. */
export async function untilIdle(step: () => Promise<boolean>): Promise<void> {
  for (let pass = 0; pass < passesMax; pass += 1) if (!(await step())) return;
  throw new Error(`There is still work after ${passesMax} passes.`);
}
