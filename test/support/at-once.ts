import type { HashPlace } from "../../src/security/hash-queue.ts";

/** A place whose turn is always now. */
export const atOnce: Pick<HashPlace, "run"> = { run: (compute) => compute() };
