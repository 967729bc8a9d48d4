import type { HashPlace } from "../../src/security/hash-queue.ts";

/** A queue place that runs work immediately. */
export const atOnce: Pick<HashPlace, "run"> = { run: (compute) => compute() };
