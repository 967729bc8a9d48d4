/** A part of the sources, with the tests that are to notice whatever is changed in it. */
export interface Room {
  readonly name: string;
  /** Patterns of files. */
  readonly mutated: readonly string[];
  /** Patterns of files; what they do not load is not covered. */
  readonly tests: readonly string[];
  /** The least share of the mutants that the tests notice. */
  readonly percentMin: number;
}

const folder = ".data/mutation";

/**
 * What Stryker does in a room. Each test file is a process, as it is for tap; which of them a mutant
 * needs is known from a first run, and what has not changed since the last time is not done again.
 */
export function mutationOf({ name, mutated, tests, percentMin }: Room) {
  return {
    mutate: [...mutated],
    testRunner: "tap",
    tap: { testFiles: [...tests], nodeArgs: [], forceBail: true },
    coverageAnalysis: "perTest",
    // Node leaves the types away by itself.
    disableTypeChecks: false,
    // There is none of this name: Stryker rewrites it with a part of TypeScript that version 7 has not.
    tsconfigFile: "none",
    concurrency: 2,
    // A mutant that is late counts as noticed, and on a busy machine each may be much later than the first run.
    timeoutMS: 60_000,
    incremental: true,
    incrementalFile: `${folder}/${name}.json`,
    reporters: ["clear-text", "progress-append-only", "html"],
    clearTextReporter: { allowColor: false, logTests: false, skipFull: true },
    htmlReporter: { fileName: `${folder}/${name}.html` },
    tempDirName: `${folder}/sandbox`,
    ignorePatterns: [".data", ".tap"],
    thresholds: { high: percentMin, low: percentMin, break: percentMin },
  };
}
