// Cost of a kind of request: processor time per operation, beside throughput and latency.
import type { Load, LoadResult } from "../programs/load.ts";
import type { ProcessorClock } from "./processor-clock.ts";
import type { Row } from "./report.ts";
import { type Measured, ratios } from "./rounds.ts";
import type { Bound } from "./verdict.ts";

/** Figures of one side in one round. Processor times are in milliseconds per operation. */
export interface Cost {
  /** The program that answers, with its threads; `NaN` where it cannot be read. */
  readonly programMs: number;
  /** All processes of PostgreSQL; `NaN` where they cannot be read. */
  readonly databaseMs: number;
  readonly perSecond: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

/** Runs `count` operations, and returns the cost of each. */
export async function costOfWork(
  clock: ProcessorClock,
  programId: number,
  count: number,
  work: () => Promise<unknown>,
): Promise<Cost> {
  const startedAt = performance.now();
  const { programMs, databaseMs } = await clock.during(programId, work);
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    programMs: programMs / count,
    databaseMs: databaseMs / count,
    perSecond: count / seconds,
  };
}

/** Puts load on a program and returns its cost. */
export async function costOfLoad(
  {
    clock,
    put,
  }: { readonly clock: ProcessorClock; readonly put: (load: Load) => Promise<LoadResult> },
  programId: number,
  load: Load,
): Promise<Required<Cost>> {
  const { result, programMs, databaseMs } = await clock.during(programId, () => put(load));
  const { count, perSecond, p50Ms, p99Ms } = result;
  return {
    programMs: programMs / count,
    databaseMs: databaseMs / count,
    perSecond,
    p50Ms,
    p99Ms,
  };
}

/** Processor time that a row compares: of the program alone, or with PostgreSQL. */
export type Share = "program" | "program and PostgreSQL";

export function processorTimes(costs: readonly Cost[], share: Share): Measured {
  return costs.map(({ programMs, databaseMs }) =>
    share === "program" ? programMs : programMs + databaseMs,
  );
}

/** A row that compares the processor time of two sides; everything else is shown beside it. */
export function costRow(row: {
  readonly work: string;
  readonly share: Share;
  readonly promise: Bound;
  /** Names and costs of the side that is judged and of its peer. */
  readonly of: readonly [name: string, costs: readonly Cost[]];
  readonly to: readonly [name: string, costs: readonly Cost[]];
}): Row {
  const { work, share, promise, of, to } = row;
  return {
    work: `${work}, processor${share === "program" ? " of the program" : ""}`,
    measured: ratios(processorTimes(of[1], share), processorTimes(to[1], share)),
    unit: "×",
    promise,
    beside: { ...besideOf(...of), ...besideOf(...to) },
  };
}

function besideOf(name: string, costs: readonly Cost[]): Record<string, Measured> {
  const figures = {
    "processor ms": costs.map(({ programMs }) => programMs),
    "PostgreSQL ms": costs.map(({ databaseMs }) => databaseMs),
    "a second": costs.map(({ perSecond }) => perSecond),
    "p50 ms": costs.flatMap(({ p50Ms }) => p50Ms ?? []),
    "p99 ms": costs.flatMap(({ p99Ms }) => p99Ms ?? []),
  };
  const known = Object.entries(figures).filter(([, values]) => values.length > 0);
  return Object.fromEntries(known.map(([figure, values]) => [`${name}, ${figure}`, values]));
}
