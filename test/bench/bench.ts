import type { Cost } from "./measure/cost.ts";
import type { ProcessorClock } from "./measure/processor-clock.ts";
import type { Row } from "./measure/report.ts";
import type { Program } from "./program.ts";
import type { Load, LoadResult } from "./programs/load.ts";
import type { Server } from "./server.ts";

/** What a scenario uses. */
export interface Bench {
  readonly server: Server;
  /** Puts load on a URL, from a separate process. */
  readonly put: (load: Load) => Promise<LoadResult>;
  readonly clock: ProcessorClock;
  /** Puts load on a program of this machine and returns its cost. */
  readonly cost: (programId: number, load: Load) => Promise<Required<Cost>>;
  /** Number of measurements of each side. */
  readonly rounds: number;
  /** Duration of the measurement of a side in a round. */
  readonly roundMs: number;
  /** Laps of the scenario `sustained`, a minute each with the default length of a round. */
  readonly minutes: number;
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
