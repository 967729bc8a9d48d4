export interface Progress {
  tell(message: string): void;
  /** Makes place for what stays. */
  end(): void;
}

/** One line that says what is going on, where somebody looks; else a line for each message. */
export function startProgress(): Progress {
  const { stderr } = process;
  const startedAt = performance.now();
  const clear = () => stderr.isTTY && stderr.write("\r\x1b[K");
  return {
    tell: (message) => {
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      clear();
      stderr.write(`${seconds} s  ${message}${stderr.isTTY ? "" : "\n"}`);
    },
    end: () => void clear(),
  };
}
