import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { readonly type: "major"; readonly flavor: "last-resort" }) => void;

/**
 * Gives back what loading the program left, some 50 MiB, for which the heap sees no need as long as
 * nothing presses. Stops everything for a tenth of a second, so it is for the moment after a start.
 */
export function giveBackWhatLoadingTook(): void {
  setFlagsFromString("--expose-gc");
  const collect: Collect = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  collect({ type: "major", flavor: "last-resort" });
}
