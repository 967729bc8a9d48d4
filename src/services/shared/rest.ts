import { setTimeout } from "node:timers/promises";

const restPerWork = 3;
const restMaxMs = 1_000;

/**
 * Returns the rest after work, in milliseconds: three times as long, and at most a second. Work that rests after each
 * step takes a quarter of the time.
 */
export function restMsAfter(workMs: number): number {
  return Math.min(restPerWork * workMs, restMaxMs);
}

/** Rests after work, at most until `signal`. */
export async function restAfter(workMs: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(restMsAfter(workMs), undefined, { ...(signal && { signal }) }).catch(() => {});
}
