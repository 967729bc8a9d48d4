import { ServiceError } from "../../domain/errors.ts";
import type { PictureCode } from "../../domain/picture-code.ts";

/** What is hashed of a code: never the same as what is hashed of a password. */
export function secretOf(code: PictureCode): string {
  return `pictures\n${code.join("\n")}`;
}

export function picturesOff(): ServiceError {
  return new ServiceError("pictures-off", "This child cannot come in with pictures now.");
}
