import type { ErrorCode } from "../../domain/error-codes.ts";
import type { Elsewhere, ServiceError } from "../../domain/errors.ts";
import { type PasswordRejection, passwordRejectionReasons } from "../../domain/password.ts";
import {
  type FamilyProblem,
  familyProblems,
  type NextStep,
  type PageTexts,
} from "./texts/texts.ts";

export type FieldName = keyof PageTexts["invalid"];

/**
 * A problem in words for a family: a summary for the top of the page, and a text for each field.
 */
export interface PageProblem {
  readonly code: FamilyProblem;
  /** May have the place of a contact; see `withContact`. */
  readonly summary: string;
  readonly validationErrors: readonly { readonly field: FieldName; readonly text: string }[];
  readonly nextSteps: readonly NextStep[];
  /** The service that the school uses instead. */
  readonly elsewhere?: Elsewhere | undefined;
  readonly schoolContact: string | null;
}

/** The next steps after each problem, the likeliest first; empty when the family can try again. */
export const nextSteps: Readonly<Record<FamilyProblem, readonly NextStep[]>> = {
  "invalid-request": [],
  unauthorized: ["/login"],
  forbidden: ["/login"],
  "not-found": ["/"],
  "method-not-allowed": ["/"],
  "not-acceptable": [],
  "content-too-large": ["/login"],
  "unsupported-media-type": ["/login"],
  "too-many-requests": [],
  "internal-error": [],
  unavailable: [],
  "link-unknown": ["/forgot"],
  "link-expired": ["/forgot"],
  "link-used": ["/login", "/forgot"],
  "link-replaced": ["/forgot"],
  "link-refused": ["/login"],
  "network-environment": [],
  "address-limit": ["/forgot"],
  "not-an-invitation": ["/login", "/forgot"],
  "password-rejected": [],
  "password-taken-by-sibling": [],
  "wrong-email-or-password": ["/forgot"],
  "wrong-pictures": ["/login/password"],
  "pictures-off": ["/login/password"],
  "device-unknown": ["/login/password"],
};

export function pageProblemOf(
  { code, validationErrors, elsewhere, schoolContact, retryAfterSeconds }: ServiceError,
  texts: PageTexts,
  passwordLengthMin: number,
): PageProblem {
  const problem = familyProblemOf(code);
  const wait = retryAfterSeconds === undefined ? [] : [texts.wait(retryAfterSeconds)];
  const reasons = validationErrors.map(({ reason }) => reason);
  const inFields = validationErrors.flatMap(({ pointer, reason }) => {
    const field = fieldAt(pointer, texts);
    // A name or a word that others think of first is breached too; one advice is enough.
    if (!field || (reason === "breached" && reasons.includes("contains-name"))) return [];
    const text = isPasswordError(reason)
      ? texts.passwordErrors[reason](passwordLengthMin)
      : texts.invalid[field];
    return [{ field, text }];
  });
  const summary = [texts.problems[problem], ...wait].join(" ");
  const isTaken = problem === "password-taken-by-sibling";
  const taken = { field: "password", text: `${summary} ${texts.makeDifferent}` } as const;
  return {
    code: problem,
    summary,
    validationErrors: isTaken ? [taken] : inFields,
    nextSteps: nextSteps[problem],
    elsewhere,
    schoolContact,
  };
}

/** A family sees an internal error for every problem that it cannot solve. */
function familyProblemOf(code: ErrorCode): FamilyProblem {
  return familyProblems.find((problem) => problem === code) ?? "internal-error";
}

function fieldAt(pointer: string, { invalid }: PageTexts): FieldName | undefined {
  return (Object.keys(invalid) as FieldName[]).find((name) => pointer === `/${name}`);
}

function isPasswordError(reason: string | undefined): reason is PasswordRejection {
  return passwordRejectionReasons.some((validationError) => validationError === reason);
}
