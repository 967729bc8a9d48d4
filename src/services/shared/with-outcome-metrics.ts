import { ServiceError } from "../../domain/errors.ts";
import type { CallResult } from "../../domain/metrics.ts";

/** Wraps a use case and counts the outcome of each call. */
export function withOutcomeMetrics<Arguments extends unknown[], Value>(
  count: (result: CallResult) => void,
  run: (...args: Arguments) => Promise<Value>,
): (...args: Arguments) => Promise<Value> {
  return async (...args) => {
    try {
      const value = await run(...args);
      count("success");
      return value;
    } catch (error) {
      count(error instanceof ServiceError ? error.code : "internal-error");
      throw error;
    }
  };
}
