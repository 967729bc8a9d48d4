// What the main thread of this process does between two looks at it.

export interface Load {
  /** The most processor time that the thread took in one turn of its event loop. */
  readonly longestMs: number;
  /** How far the memory of the process has risen above its start, at most. */
  readonly memoryMiB: number;
}

const lookEveryMs = 5;

/**
 * Runs work and measures the main thread meanwhile. A turn that blocks the event loop delays the next
 * look, and its processor time is seen then. Time in which another process has the processor does not
 * count, so a busy machine does not change the figures.
 */
export async function measureMainThread(work: () => Promise<void>): Promise<Load> {
  let longest = 0;
  let last = cpuTime();
  const before = process.memoryUsage.rss();
  let most = before;
  const look = () => {
    const now = cpuTime();
    longest = Math.max(longest, now - last);
    most = Math.max(most, process.memoryUsage.rss());
    last = now;
  };
  const timer = setInterval(look, lookEveryMs);
  try {
    await work();
    look();
  } finally {
    clearInterval(timer);
  }
  return { longestMs: longest / 1_000, memoryMiB: (most - before) / 2 ** 20 };
}

/** Of this thread, in microseconds. */
function cpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
