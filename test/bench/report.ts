import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg } from "node:os";
import { dirname } from "node:path";
import { type Measured, median } from "./rounds.ts";

/** One promise, as it was kept this time. */
export interface Row {
  readonly work: string;
  /** What is promised of: a value a round. */
  readonly measured: Measured;
  readonly unit: "×" | "ms" | "MiB" | "s";
  readonly promise: { readonly atLeast: number } | { readonly atMost: number };
  /** What it was made from, for who wants to know. */
  readonly beside: Readonly<Record<string, Measured>>;
}

export function isKept({ measured, promise }: Row): boolean {
  const value = median(measured);
  return "atLeast" in promise ? value >= promise.atLeast : value <= promise.atMost;
}

const widths = [58, 11, 19, 11, 0] as const;

/** A row of the table, and below it what it was made from. */
export function describe(row: Row): string {
  const { promise, measured, unit, work } = row;
  const limit = "atLeast" in promise ? `≥ ${promise.atLeast}` : `≤ ${promise.atMost}`;
  const median3 = `${short(median(measured))} ${unit}`;
  const spread = `${short(Math.min(...measured))} – ${short(Math.max(...measured))}`;
  const beside = Object.entries(row.beside).map(
    ([name, values]) => `  ${name}: ${short(median(values))}`,
  );
  return [line([work, median3, spread, limit, isKept(row) ? "kept" : "NOT KEPT"]), ...beside].join(
    "\n",
  );
}

export const tableHead = line(["work", "median", "spread", "promise", ""]);

/** Writes what was measured as JSON. */
export async function writeReport(path: string, rows: readonly Row[]): Promise<void> {
  const machine = {
    cores: availableParallelism(),
    processor: cpus()[0]?.model,
    node: process.version,
    loadAverage: loadavg(),
  };
  const judged = rows.map((row) => ({ ...row, median: median(row.measured), kept: isKept(row) }));
  await mkdir(dirname(path), { recursive: true });
  const report = { at: new Date().toISOString(), machine, rows: judged };
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
}

function line(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" ");
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
