import { setTimeout as delay } from "node:timers/promises";

const pollMs = 50;

/** What `look` finds, as soon as it finds anything; throws an Error that names `what` when it is late. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined> | Found | undefined,
  timeoutMs = 30_000,
): Promise<Found> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`There was no ${what} in ${timeoutMs} ms.`);
    await delay(pollMs);
  }
}
