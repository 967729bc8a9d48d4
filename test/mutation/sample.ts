// A random sample of the rest, because a full run takes a day. It estimates the score within some percent.
// SAMPLE_SEED repeats a sample, SAMPLE_COUNT sets its size.
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import rest from "./rest.ts";

/** A sample has no mutant that spans more lines. */
const linesTogether = 12;
const seed = process.env["SAMPLE_SEED"] ?? new Date().toISOString();
const count = Number(process.env["SAMPLE_COUNT"] ?? 16);

const lot = (part: string) => createHash("sha256").update(`${seed}\n${part}`).digest("hex");

function partsOf(path: string): string[] {
  const lines = readFileSync(path, "utf8").split("\n").length;
  const starts = Array.from({ length: Math.ceil(lines / linesTogether) }, (_, index) => index);
  return starts.map((index) => {
    const first = 1 + index * linesTogether;
    return `${path}:${first}-${Math.min(first + linesTogether - 1, lines)}`;
  });
}

const isExcluded = (pattern: string) => pattern.startsWith("!");
const mutated = globSync(
  rest.mutate.filter((pattern) => !isExcluded(pattern)),
  { exclude: rest.mutate.filter(isExcluded).map((pattern) => pattern.slice(1)) },
);
const parts = mutated.sort().flatMap(partsOf);
const drawn = parts
  .map((part) => ({ part, lot: lot(part) }))
  .sort((a, b) => (a.lot < b.lot ? -1 : 1));

process.stderr.write(`SAMPLE_SEED=${seed}: ${count} of ${parts.length} parts\n`);

export default {
  ...rest,
  mutate: drawn.slice(0, count).map(({ part }) => part),
  // Results of another sample are not comparable.
  incremental: false,
  htmlReporter: { fileName: rest.htmlReporter.fileName.replace("rest", "sample") },
};
