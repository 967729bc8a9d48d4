// What a caller is refused with.
import { ServiceError } from "../../src/domain/errors.ts";

/** What a person can read. */
export const sentence = /^[A-Z].* .*\.$/;

/** What `work` throws; fails when that is nothing, or no refusal. */
export function errorOf(work: () => unknown): ServiceError {
  try {
    work();
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}
