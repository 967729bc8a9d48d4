import pino from "pino";

/** Batched, because a write per line costs more than formatting the line. */
const batched = { sync: false, minLength: 4_096, periodicFlush: 100 } as const;
/** Lines beyond this size are dropped: a pipe that is not read must not fill the memory. */
const bytesMax = 8 * 1024 * 1024;
/** Time to flush a full pipe at exit or after a fatal error. */
const flushMaxMs = 1_000;

export interface LogDestination extends pino.DestinationStream {
  /** Lets the process exit `flushMaxMs` from now even if the pipe is full. */
  finish(): void;
}

/**
 * Stdout, for a logger. A slow reader of the pipe blocks the event loop for at most `flushMaxMs`.
 */
export function createLogDestination(onDropped: (lines: number) => void): LogDestination {
  // Node makes a pipe non-blocking only when it opens it. A blocking write would hold a thread of
  // the pool, and `process.exit` waits for that thread.
  const { fd } = process.stdout;
  let flushUntil = Number.POSITIVE_INFINITY;
  let dropped = 0;
  const destination = pino.destination({
    ...batched,
    dest: fd,
    maxLength: bytesMax,
    retryEAGAIN: () => performance.now() < flushUntil,
  });
  destination.on("error", () => {}); // What is left when `flushUntil` is over.
  destination.on("drop", () => {
    dropped += 1;
  });
  destination.on("drain", () => {
    if (dropped === 0) return;
    const lines = dropped;
    dropped = 0;
    onDropped(lines);
  });
  const { flushSync } = destination;
  destination.flushSync = () => {
    const before = flushUntil;
    flushUntil = Math.min(before, performance.now() + flushMaxMs);
    try {
      flushSync.call(destination);
    } catch {
      // The pipe is still full.
    } finally {
      flushUntil = before;
    }
  };
  return Object.assign(destination, {
    finish: () => {
      flushUntil = performance.now() + flushMaxMs;
    },
  });
}
