export interface Progress {
  report(message: string): void;
  /** Clears the progress line before other output. */
  end(): void;
}

/** One changing line of progress on a terminal; otherwise a line for each message. */
export function startProgress(): Progress {
  const { stderr } = process;
  const startedAt = performance.now();
  const clear = () => stderr.isTTY && stderr.write("\r\x1b[K");
  return {
    report: (message) => {
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      clear();
      stderr.write(`${seconds} s  ${message}${stderr.isTTY ? "" : "\n"}`);
    },
    end: () => void clear(),
  };
}
