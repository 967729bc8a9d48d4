// Expectations about ServiceError.
import { ServiceError } from "../../src/domain/errors.ts";

/** Text for people: a sentence. */
export const sentence = /^[A-Z].* .*\.$/;

/** Returns the ServiceError that `work` throws. Throws if there is none. */
export function errorOf(work: () => unknown): ServiceError {
  try {
    work();
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error("The work threw no error.");
}
