/** A part of the sources, with the tests that must notice every change in it. */
export interface Room {
  readonly name: string;
  /** Glob patterns of sources. */
  readonly mutated: readonly string[];
  /** Glob patterns of tests. Sources that they do not load are not covered. */
  readonly tests: readonly string[];
  /** Minimum percentage of mutants that the tests notice. */
  readonly percentMin: number;
}

const folder = ".data/mutation";

/**
 * Returns the Stryker configuration of a room. Each test file is a process, as for tap. A first run finds the
 * test files that each mutant needs. Results are cached, and unchanged mutants do not run again.
 */
export function mutationOf({ name, mutated, tests, percentMin }: Room) {
  return {
    mutate: [...mutated],
    testRunner: "tap",
    tap: { testFiles: [...tests], nodeArgs: [], forceBail: true },
    coverageAnalysis: "perTest",
    // Node strips the types.
    disableTypeChecks: false,
    // A name without a file: Stryker rewrites the file with a part of TypeScript that version 7 does not have.
    tsconfigFile: "none",
    concurrency: 2,
    // A timeout counts as noticed, and on a busy machine a mutant can be much slower than the first run.
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
