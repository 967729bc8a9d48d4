// The owner of the passwords in the tests: a child, a school and an address with names of many kinds.
import {
  type PasswordContext,
  type PasswordRejection,
  passwordLengthMin,
  passwordRejections,
} from "../../src/domain/password.ts";

const context: PasswordContext = {
  words: [
    "Noor",
    "Yıldız-de Bruïn",
    "Jan",
    "Bos",
    "OBS De Regenboog",
    "marieke.van.dijk2009",
    "gezin-jansen.nl",
  ],
  isBreached: () => false,
  lengthMin: passwordLengthMin,
};

export function errorsOf(
  password: string,
  changes: Partial<PasswordContext> = {},
): PasswordRejection[] {
  return passwordRejections(password, { ...context, ...changes });
}
