// Uses a known amount of processor time, for the tests of the measure.
import { spawnSync } from "node:child_process";
import { answerQuestions } from "../program.ts";

export interface BusyQuestion {
  /** Processor time that the system itself reports to the process before it answers. */
  readonly ms: number;
  /** Whether a child does the work, and ends. */
  readonly inChild: boolean;
}

function work(ms: number): void {
  const start = process.cpuUsage();
  for (let used = 0; used < ms * 1_000; ) {
    const { user, system } = process.cpuUsage(start);
    used = user + system;
  }
}

answerQuestions(async ({ ms, inChild }: BusyQuestion) => {
  if (inChild) spawnSync(process.execPath, ["-e", `${work}; work(${ms})`]);
  else work(ms);
});
