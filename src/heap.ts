// How much memory the heap may take beside what lives in it. Left to itself it takes three times as much
// before it looks what can go, and the space for new objects alone grows to 128 MiB.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const growthPercent = 20;

type Collect = (options: { readonly type: "major"; readonly flavor: "last-resort" }) => void;

/**
 * Gives back what loading the program left, and lets the heap grow little from then on. Stops everything
 * for a tenth of a second, so it is for the moment after a start.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  setFlagsFromString("--expose-gc");
  const collect: Collect = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  collect({ type: "major", flavor: "last-resort" });
}
