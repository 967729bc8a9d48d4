// Measures the main thread of this process.

export interface Load {
  /** Longest processor time of one turn of the event loop, in milliseconds. */
  readonly longestMs: number;
  /** Highest memory of the process above its start, in MiB. */
  readonly memoryMiB: number;
}

const lookEveryMs = 5;

/**
 * Runs work and samples the main thread. A turn that blocks the event loop delays the next sample, which
 * then has the processor time of the turn. Time of other processes does not count, so a busy machine does
 * not change the figures.
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

/** Processor time of this thread, in microseconds. */
function cpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
