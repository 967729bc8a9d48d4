import type { CommandRow } from "./command.ts";

type Result = CommandRow | readonly CommandRow[];

/** Returns JSON for programs: timestamps in RFC 3339. */
export function renderJson(result: Result): string {
  return `${JSON.stringify(result, undefined, 2)}\n`;
}

/** Returns text for people: a table for a list, otherwise lines of name and value. */
export function renderText(result: Result): string {
  const lines = isList(result)
    ? tableOf(result)
    : Object.entries(result).map(([name, value]) => [name, cellOf(value)]);
  return align(lines);
}

function isList(result: Result): result is readonly CommandRow[] {
  return Array.isArray(result);
}

function tableOf(rows: readonly CommandRow[]): string[][] {
  if (!rows[0]) return [["(none)"]];
  return [Object.keys(rows[0]), ...rows.map((row) => Object.values(row).map(cellOf))];
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "-";
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(",");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

function align(lines: readonly string[][]): string {
  const widths: number[] = [];
  for (const line of lines) {
    line.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const render = (line: string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return lines.map((line) => `${render(line)}\n`).join("");
}
