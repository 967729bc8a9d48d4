import { addSeconds, type Clock } from "../../domain/clock.ts";

/** A value that is read at most once in `cacheSeconds`; concurrent callers share one read. */
export interface CachedRead<Value> {
  /** Returns the value, at most `cacheSeconds` old. Rejects as the read does, and caches no error. */
  get(): Promise<Value>;
  /** Reads again, or joins the read in flight. */
  refresh(): Promise<Value>;
  isReading(): boolean;
  /** Drops the value and ignores the result of a read in flight: the next `get` reads again. */
  invalidate(): void;
}

export function createCachedRead<Value>(deps: {
  readonly clock: Clock;
  readonly cacheSeconds: number;
  readonly read: () => Promise<Value>;
}): CachedRead<Value> {
  const { clock, cacheSeconds, read } = deps;
  let cached: { readonly value: Value; readonly readAt: Date } | undefined;
  let inFlight: Promise<Value> | undefined;

  function start(): Promise<Value> {
    const readAt = clock.now();
    const started: Promise<Value> = read()
      .then((value) => {
        if (inFlight === started) cached = { value, readAt };
        return value;
      })
      .finally(() => {
        if (inFlight === started) inFlight = undefined;
      });
    inFlight = started;
    return started;
  }

  const refresh = () => inFlight ?? start();
  return {
    get: async () =>
      cached && clock.now() < addSeconds(cached.readAt, cacheSeconds)
        ? cached.value
        : await refresh(),
    refresh,
    isReading: () => inFlight !== undefined,
    invalidate: () => {
      cached = undefined;
      inFlight = undefined;
    },
  };
}
