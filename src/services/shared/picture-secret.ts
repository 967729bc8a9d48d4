import type { PictureCode } from "../../domain/picture-code.ts";

/** Input of the hash of a code, which no password can equal. */
export function secretOf(code: PictureCode): string {
  return `pictures\n${code.join("\n")}`;
}
