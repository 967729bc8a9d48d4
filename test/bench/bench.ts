import type { Program } from "./program.ts";
import type { Load, LoadResult } from "./programs/load.ts";
import type { Row } from "./report.ts";
import type { Server } from "./server.ts";

/** What a scenario stands on. */
export interface Bench {
  readonly server: Server;
  /** Puts load on a URL, from a process of its own. */
  readonly put: (load: Load) => Promise<LoadResult>;
  /** How often each side is measured. */
  readonly rounds: number;
  /** How long a side is measured in a round. */
  readonly roundMs: number;
  readonly tell: (message: string) => void;
}

/** Measures one part of what is promised; leaves nothing running. */
export type Scenario = (bench: Bench) => Promise<readonly Row[]>;

export type LoadProgram = Program<Load, LoadResult>;

/** Says in which round of what the benchmark is. */
export function roundsOf(bench: Bench, what: string) {
  const { rounds, tell } = bench;
  return {
    rounds,
    onRound: (round: number) =>
      tell(round === 0 ? `${what}: warming up` : `${what}: round ${round} of ${rounds}`),
  };
}
