import type { PictureCode } from "../../domain/picture-code.ts";

/** Input of the hash of a code. Its first line keeps it apart from passwords that people type. */
export function secretOf(code: PictureCode): string {
  return `pictures\n${code.join("\n")}`;
}
