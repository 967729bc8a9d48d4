import { domainOf } from "../../domain/email-address.ts";
import { ServiceError, type ValidationError } from "../../domain/errors.ts";
import { type PasswordRejection, passwordRejections } from "../../domain/password.ts";
import type { LinkSubject } from "../../store/family/activation-links.ts";

export interface PasswordRules {
  readonly isBreached: (password: string) => boolean;
  readonly passwordLengthMin: number;
}

const rejections: Readonly<Record<PasswordRejection, string>> = {
  malformed: "contains invalid characters",
  "too-short": "is too short",
  "too-long": "is too long",
  breached: "is one that many people use, so it is easily guessed",
  "contains-name":
    "is little more than a name (of the pupil, the school, the address or this service) or an obvious word, such as wachtwoord",
};

/**
 * Throws `password-rejected`, with every reason, for a password that is too short, too long, breached,
 * or easily guessed from the names of the pupil.
 */
export function requireAcceptablePassword(
  password: string,
  link: LinkSubject,
  rules: PasswordRules,
): void {
  const [localPart = ""] = link.emailKey.split("@");
  const validationErrors = passwordRejections(password, {
    words: [
      link.firstName,
      link.lastName,
      link.schoolName,
      localPart,
      domainOf(link.emailKey),
    ].filter((word) => word !== null),
    isBreached: rules.isBreached,
    lengthMin: rules.passwordLengthMin,
  });
  if (validationErrors.length === 0) return;
  throw new ServiceError("password-rejected", "This password cannot be used; see errors.", {
    validationErrors: validationErrors.map(
      (reason): ValidationError => ({ pointer: "/password", detail: rejections[reason], reason }),
    ),
  });
}
