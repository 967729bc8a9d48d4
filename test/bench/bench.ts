import type { Program } from "./program.ts";
import type { Load, LoadResult } from "./programs/load.ts";
import type { Row } from "./report.ts";
import type { Server } from "./server.ts";

/** What a scenario uses. */
export interface Bench {
  readonly server: Server;
  /** Puts load on a URL, from a separate process. */
  readonly put: (load: Load) => Promise<LoadResult>;
  /** Number of measurements of each side. */
  readonly rounds: number;
  /** Duration of the measurement of a side in a round. */
  readonly roundMs: number;
  readonly report: (message: string) => void;
}

/** Measures one promise; leaves nothing running. */
export type Scenario = (bench: Bench) => Promise<readonly Row[]>;

export type LoadProgram = Program<Load, LoadResult>;

/** Reports the round and the name of the current measurement. */
export function roundsOf(bench: Bench, what: string) {
  const { rounds, report } = bench;
  return {
    rounds,
    onRound: (round: number) =>
      report(round === 0 ? `${what}: warming up` : `${what}: round ${round} of ${rounds}`),
  };
}
