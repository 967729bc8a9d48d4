// Call stacks of `perf`, added up to a tree.

/** A function, with the number of samples that have it on the stack below the same callers. */
export interface Frame {
  readonly name: string;
  samples: number;
  readonly children: Map<string, Frame>;
}

/**
 * Adds up the output of `perf script -F comm,ip,sym`: blocks of the name of a thread and the functions of a sample,
 * innermost first. Functions outside `below`, if it is on the stack, are left out.
 */
export function addUp(output: string, below?: string): Frame {
  const root: Frame = { name: "all", samples: 0, children: new Map() };
  for (const block of output.split("\n\n")) {
    const [thread = "", ...lines] = block.split("\n").filter((line) => line.trim() !== "");
    if (lines.length === 0) continue;
    const functions = lines.map(nameOf).reverse();
    const inner = below === undefined ? functions : functions.slice(functions.indexOf(below) + 1);
    root.samples += 1;
    let frame = root;
    for (const name of [thread.trim(), ...inner]) frame = count(frame, name);
  }
  return root;
}

function count({ children }: Frame, name: string): Frame {
  const child = children.get(name) ?? { name, samples: 0, children: new Map() };
  children.set(name, child);
  child.samples += 1;
  return child;
}

/** Of a function of JavaScript, as V8 tells it to `perf`, its name and file; of any other one its symbol. */
function nameOf(line: string): string {
  const symbol = line.trim().replace(/^[\da-f]+ /, "");
  const script = /^[A-Za-z]+:[*^~+]?(\S*) (\S*?)(:\d+)*$/.exec(symbol);
  if (!script) return symbol;
  const [, name, path = ""] = script;
  return `${name || "(anonymous)"} ${path.slice(path.lastIndexOf("/") + 1)}`;
}
