// Every replica uses the time of the database: one replica writes leases, locks and links and
// another reads them, so their clocks must agree.
import type { Clock } from "../domain/clock.ts";
import type { Database } from "../store/database.ts";
import { databaseTime } from "../store/database-time.ts";

export interface SystemClock extends Clock {
  /**
   * Measures the difference from the clock of the database. Throws `unavailable` when it is down.
   */
  synchronize(): Promise<void>;
}

interface SystemClockOptions {
  readonly db: Pick<Database, "pipelineAsService">;
  /** The clock of the machine, in milliseconds since 1970. */
  readonly localNowMs?: () => number;
  /** Called with the new offset when the difference grows beyond five seconds. */
  readonly onDifference?: (offsetMs: number) => void;
}

interface Sample {
  readonly offsetMs: number;
  /** Accuracy of the offset in milliseconds: half the round trip. */
  readonly errorMs: number;
}

/** The shortest round trip of several is the most accurate; the first one may open a connection. */
const samples = 3;
const differenceMaxMs = 5_000;
const everyMs = 60_000;

/** Returns the machine's clock until it is synchronized. */
export function createSystemClock(options: SystemClockOptions): SystemClock {
  const { db, localNowMs = Date.now, onDifference = () => {} } = options;
  let offsetMs = 0;

  async function measure(): Promise<Sample> {
    const startedMs = performance.now();
    const [databaseMs] = await db.pipelineAsService([databaseTime]);
    const errorMs = (performance.now() - startedMs) / 2;
    return { offsetMs: databaseMs - (localNowMs() - errorMs), errorMs };
  }

  return {
    now: () => new Date(localNowMs() + offsetMs),

    async synchronize() {
      let best = await measure();
      for (let count = 1; count < samples; count += 1) {
        const sample = await measure();
        if (sample.errorMs < best.errorMs) best = sample;
      }
      // Network latency must not move the clock.
      if (Math.abs(best.offsetMs - offsetMs) <= best.errorMs) return;
      const differed = Math.abs(offsetMs) > differenceMaxMs;
      offsetMs = best.offsetMs;
      if (!differed && Math.abs(offsetMs) > differenceMaxMs) onDifference(Math.round(offsetMs));
    },
  };
}

/** Synchronizes now and once a minute. Keeps the last offset while the database is down. */
export async function startSystemClock(
  options: SystemClockOptions,
): Promise<{ readonly clock: Clock; stop(): void }> {
  const clock = createSystemClock(options);
  await clock.synchronize();
  const timer = setInterval(() => clock.synchronize().catch(() => {}), everyMs).unref();
  return { clock, stop: () => clearInterval(timer) };
}
