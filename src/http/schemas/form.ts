// Fields of the forms on the web pages, with the limits that the API has. An empty field is valid here:
// the use case has a better answer to it than validation.
import Type from "typebox";
import { typedLetterCodeLengthMax } from "../../domain/school/letters.ts";
import {
  linkTokenLengthMax,
  typedEmailLengthMax,
  typedPasswordLengthMax,
} from "../../domain/text.ts";

export const emailField = Type.String({ maxLength: typedEmailLengthMax });
export const passwordField = Type.String({ maxLength: typedPasswordLengthMax });
export const codeField = Type.String({ maxLength: typedLetterCodeLengthMax });
export const tokenField = Type.String({ maxLength: linkTokenLengthMax });
/** The link as a parent pastes it, or its token. Whatever else is pasted here is an unknown link. */
export const linkField = Type.String();
