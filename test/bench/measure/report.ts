import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg } from "node:os";
import { dirname } from "node:path";
import { type Measured, median } from "./rounds.ts";
import { type Bound, type Judgement, judge } from "./verdict.ts";

/** Result of one promise. */
export interface Row {
  readonly work: string;
  /** Measured values, one for each round. */
  readonly measured: Measured;
  readonly unit: "×" | "ms" | "MiB" | "rows";
  readonly promise: Bound;
  /** Values from which it was calculated, and others that are not judged. */
  readonly beside: Readonly<Record<string, Measured>>;
}

export const judgeRow = ({ measured, promise }: Row): Judgement => judge(measured, promise);

function inWords(bound: Bound): string {
  if ("atLeast" in bound) return `≥ ${short(bound.atLeast)}`;
  if ("atMost" in bound) return `≤ ${short(bound.atMost)}`;
  return bound.between.join(" – ");
}

const roundsShownMax = 1_000;

function verdictInWords({ verdict, roundsNeeded }: Judgement): string {
  if (roundsNeeded === undefined) return verdict;
  const rounds = roundsNeeded <= roundsShownMax ? roundsNeeded : `more than ${roundsShownMax}`;
  return `${verdict}: needs ${rounds} rounds`;
}

const widths = [64, 11, 17, 17, 11, 0] as const;

/** A row of the table, followed by the values from which it was calculated. */
export function describe(row: Row): string {
  const { promise, measured, unit, work } = row;
  const judgement = judgeRow(row);
  const beside = Object.entries(row.beside).map(
    ([name, values]) => `  ${name}: ${short(median(values))}`,
  );
  return [
    line([
      work,
      `${short(median(measured))} ${unit}`,
      between(judgement.range),
      between([Math.min(...measured), Math.max(...measured)]),
      inWords(promise),
      verdictInWords(judgement),
    ]),
    ...beside,
  ].join("\n");
}

export const tableHead = line(["work", "median", "range of median", "all rounds", "promise", ""]);

/** Returns one line that counts the verdicts. */
export function summarize(rows: readonly Row[]): string {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const { verdict } = judgeRow(row);
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(", ");
}

/** Writes the results as JSON. A figure that is not available is `null`. */
export async function writeReport(path: string, rows: readonly Row[]): Promise<void> {
  const machine = {
    cores: availableParallelism(),
    processor: cpus()[0]?.model,
    node: process.version,
    loadAverage: loadavg(),
  };
  const judged = rows.map((row) => ({
    ...row,
    median: median(row.measured),
    ...judgeRow(row),
    besideMedians: Object.fromEntries(
      Object.entries(row.beside).map(([name, values]) => [name, median(values)]),
    ),
  }));
  await mkdir(dirname(path), { recursive: true });
  const report = { at: new Date().toISOString(), machine, rows: judged };
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
}

function between([low, high]: readonly [number, number]): string {
  return `${short(low)} – ${short(high)}`;
}

function line(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" ");
}

function short(value: number): string {
  if (Number.isNaN(value)) return "not available";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
