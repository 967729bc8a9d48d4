import { ServiceError } from "../../domain/errors.ts";
import type { PictureCode } from "../../domain/picture-code.ts";

/** Input of the hash of a code, which no password can equal. */
export function secretOf(code: PictureCode): string {
  return `pictures\n${code.join("\n")}`;
}

export function picturesOff(): ServiceError {
  return new ServiceError("pictures-off", "This child cannot come in with pictures now.");
}
