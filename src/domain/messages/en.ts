/**
 * Texts about input of schools, by code. `{name}` is a value. The subject of a text is the place to
 * which it belongs: "address 1" or a pointer.
 */
export const en = {
  // An address.
  "email-empty": "is empty",
  "email-too-long": "is longer than {max} bytes",
  "email-no-at": "has no @",
  "email-several-ats": "has more than one @",
  "email-several": "holds more than one address: enter the second one as e-mail 2",
  "email-local-part": "is invalid before the @",
  "email-local-part-too-long": "has more than {max} bytes before the @",
  "email-domain": "has no valid domain after the @",
  "email-repeated": "is the same address as one before it",
  "email-undeliverable": "has a domain that accepts no mail",
  "email-mistyped": "looks mistyped after the @",
  "emails-too-many": "has more than {max} addresses",
  "emails-none": "has no address",

  // A row with the addresses of a pupil.
  "row-names": "must have either externalId or pupilId",
  "row-repeated": "is about the same pupil as row {row}",
  "row-surplus": "has a value in column {column}, which has no name in the header",
  "row-invalid": "The row is invalid; see errors.",
  "pupil-unknown": "The school has no such pupil.",
  "pupil-left": "According to the roster of {date} this pupil has left the school.",
  "pupil-not-taught": "You do not teach this pupil.",
  "pupil-key-alike": "is the key of no pupil, but looks like the key of one",

  // A table.
  "table-workbook": "is a workbook or another ZIP file: save it as CSV first",
  "table-binary": "is not text in UTF-8, UTF-16 or Windows-1252",
  "table-not-utf-8": "begins with the UTF-8 byte order mark, but is not valid UTF-8",
  "table-not-utf-16": "begins with the UTF-16 byte order mark, but is not valid UTF-16",
  "table-empty": "is empty: its first line must name the columns {columns}",
  "table-no-header": "has no header: its first line must name the columns {columns}; it is {read}",
  "table-column-missing": "has no column {column}: its first line is {read}",
  "table-column-repeated": "has the column {column} twice: {read}",
  "table-quote": "has a quote that is not closed, or is in the middle of a cell",
  "table-rows": "has more than {max} rows",
  "table-empty-rows": "has more than {max} empty rows",
  "table-cells": "has a row of more than {max} cells",
  "table-row-too-long": "has a row of more than {max} characters, or a quote that is not closed",
  "table-cell-too-long": "must have at most {max} characters",
  "table-ignored": "has columns that are unknown and are ignored: {columns}",

  // An EDEXML file.
  "edexml-no-brin": "has no brincode",
  "edexml-flemish":
    "is a Flemish school, with an instellingsnummer: this service is for schools with a BRIN",
  "edexml-school":
    "is school {found} with its dependancecode, and the access token is of school {brin}",
  "edexml-version": "is version {found}: only 2.0 and 2.1 can be read",

  // A whole request.
  "request-invalid": "The request is invalid; see errors.",
  "request-incomplete": "The body is incomplete.",
  "resource-unknown": "There is no resource with this id.",
  "resource-changed": "The {what} has changed since you read it.",
  "token-needed": "This needs an access token.",
  "token-invalid": "This access token is invalid or has expired.",
  "token-rejected": "This access token is not accepted: {reason}.",
  "token-kind": "This operation does not accept this kind of access token.",
  "role-insufficient": "Your role does not allow this.",
  "home-login-off": "This pupil has no home login.",
  "network-environment":
    "Pupils of this school log in at home through {name}. A coordinator can set that the school also uses home login here.",
  "roster-too-small":
    "This roster lacks {count} pupils who are at the school now: more than half. When they have left, send it again with confirm=true.",
  "body-too-large": "The body is too large for this operation.",
  "body-memory": "The body takes more memory than one upload may take. Send it in parts.",
  "body-time": "The body takes longer to read than one upload may take. Send it in parts.",
  "uploads-busy": "Too many uploads are in progress. Send this one again later.",
  "school-busy":
    "Other large requests of this school are in progress. Send them one after another.",
  "internal-error": "An unexpected error occurred. It has been logged.",
} as const;
