import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg } from "node:os";
import { dirname } from "node:path";
import { type Measured, median } from "./rounds.ts";

export type Bound =
  | { readonly atLeast: number }
  | { readonly atMost: number }
  | { readonly between: readonly [least: number, most: number] };

/** Result of one promise. */
export interface Row {
  readonly work: string;
  /** Measured values, one for each round. */
  readonly measured: Measured;
  readonly unit: "×" | "ms" | "MiB" | "s" | "rows";
  readonly promise: Bound;
  /** Values from which it was calculated. */
  readonly beside: Readonly<Record<string, Measured>>;
}

export function isKept({ measured, promise }: Row): boolean {
  const value = median(measured);
  if ("atLeast" in promise) return value >= promise.atLeast;
  if ("atMost" in promise) return value <= promise.atMost;
  return value >= promise.between[0] && value <= promise.between[1];
}

function inWords(bound: Bound): string {
  if ("atLeast" in bound) return `≥ ${bound.atLeast}`;
  if ("atMost" in bound) return `≤ ${bound.atMost}`;
  return bound.between.join(" – ");
}

const widths = [58, 11, 19, 11, 0] as const;

/** A row of the table, followed by the values from which it was calculated. */
export function describe(row: Row): string {
  const { promise, measured, unit, work } = row;
  const middle = `${short(median(measured))} ${unit}`;
  const spread = `${short(Math.min(...measured))} – ${short(Math.max(...measured))}`;
  const beside = Object.entries(row.beside).map(
    ([name, values]) => `  ${name}: ${short(median(values))}`,
  );
  return [
    line([work, middle, spread, inWords(promise), isKept(row) ? "kept" : "NOT KEPT"]),
    ...beside,
  ].join("\n");
}

export const tableHead = line(["work", "median", "spread", "promise", ""]);

/** Writes the results as JSON. */
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
