const firstDelaySeconds = 60;
const delayMaxSeconds = 4 * 60 * 60;
const delayJitter = 0.2;

/**
 * Returns the delay before the next try, in seconds: it doubles with each answer, and `fraction` (0 to 1,
 * random) spreads the retries.
 */
export function backOffSeconds(answers: number, fraction: number): number {
  const delay = Math.min(firstDelaySeconds * 2 ** (answers - 1), delayMaxSeconds);
  return delay * (1 + delayJitter * (2 * fraction - 1));
}
