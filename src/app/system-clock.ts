// The time of every replica is that of the database: leases, locks and links are written by one replica
// and read by another, so that their clocks must agree.
import type { Clock } from "../domain/clock.ts";
import type { Database } from "../store/database.ts";
import { databaseTime } from "../store/database-time.ts";

export interface SystemClock extends Clock {
  /** Measures the difference from the clock of the database. Throws `unavailable` when it is down. */
  synchronize(): Promise<void>;
}

interface SystemClockOptions {
  readonly db: Pick<Database, "askAsService">;
  /** The clock of the machine, in milliseconds since 1970. */
  readonly localNowMs?: () => number;
  /** Called when the difference grows beyond five seconds, with what is added to the machine's clock. */
  readonly onDifference?: (offsetMs: number) => void;
}

interface Sample {
  readonly offsetMs: number;
  /** The offset is right to this many milliseconds: half the round trip. */
  readonly errorMs: number;
}

/** The shortest round trip of several tells most; the first one may open a connection. */
const samples = 3;
const differenceMaxMs = 5_000;
const everyMs = 60_000;

/** The machine's clock until it is synchronized. */
export function createSystemClock(options: SystemClockOptions): SystemClock {
  const { db, localNowMs = Date.now, onDifference = () => {} } = options;
  let offsetMs = 0;

  async function measure(): Promise<Sample> {
    const startedMs = performance.now();
    const [databaseMs] = await db.askAsService([databaseTime]);
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
      // What a busy network adds must not move the clock.
      if (Math.abs(best.offsetMs - offsetMs) <= best.errorMs) return;
      const differed = Math.abs(offsetMs) > differenceMaxMs;
      offsetMs = best.offsetMs;
      if (!differed && Math.abs(offsetMs) > differenceMaxMs) onDifference(Math.round(offsetMs));
    },
  };
}

/** Synchronizes now and once a minute. A minute without the database keeps the last difference. */
export async function startSystemClock(
  options: SystemClockOptions,
): Promise<{ readonly clock: Clock; stop(): void }> {
  const clock = createSystemClock(options);
  await clock.synchronize();
  const timer = setInterval(() => clock.synchronize().catch(() => {}), everyMs).unref();
  return { clock, stop: () => clearInterval(timer) };
}
