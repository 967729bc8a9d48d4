import Type from "typebox";
import type { ErrorCode } from "../../domain/error-codes.ts";
import {
  passwordLengthMax,
  passwordLengthMin,
  passwordRejectionReasons,
} from "../../domain/password.ts";
import { problemMediaType } from "../problems/problem.ts";
import { problemTypes } from "../problems/problem-types.ts";
import { listed, named, oneOf, paragraphs, ref } from "./schema.ts";

/** Members of every problem. */
export const problemMembers = {
  type: Type.String({
    format: "uri-reference",
    description:
      "Identifier of the problem type, a URL of a web page that explains it. The host is that of the service: compare the last segment, such as `not-found`.",
    examples: ["https://thuisinlog.example/problems/not-found"],
  }),
  title: Type.String({
    description: "Short title of the problem type. It is the same for every problem of this type.",
  }),
  status: Type.Integer({ description: "HTTP status code of the response.", examples: [404] }),
  detail: Type.String({
    description: "Explanation of this occurrence of the problem, in English.",
  }),
  instance: Type.String({ description: "Path of the request." }),
  errors: Type.Optional(
    Type.Array(
      Type.Object(
        {
          pointer: Type.String({
            description: paragraphs(
              "Location of the error:",
              [
                "- JSON and CSV: a JSON Pointer (RFC 6901) into the body. Rows of CSV are `/rows/0`, `/rows/1`, …, without the header and empty rows; `line` has the row of the spreadsheet. Empty: the whole body.",
                "- XML: the path of an element, such as `/EDEX/leerlingen/leerling[3]/groep`.",
                "- A query parameter or a header: its name.",
              ].join("\n"),
            ),
            examples: ["/emails/0"],
          }),
          detail: Type.String({
            description: "Description of the error, in the language of `Content-Language`.",
          }),
          reason: Type.Optional(
            oneOf(passwordRejectionReasons, {
              description: listed(
                "Why a password is rejected. Present for `password-rejected` only.",
                {
                  malformed: "it is not valid Unicode.",
                  "too-short": `it has fewer than ${passwordLengthMin} characters (default).`,
                  "too-long": `it has more than ${passwordLengthMax} characters.`,
                  breached: "it is in a list of leaked passwords.",
                  "contains-name":
                    "it is little more than a name (of the pupil, the school, the address or this service) or an obvious word, such as `wachtwoord`.",
                },
              ),
            }),
          ),
          line: Type.Optional(
            Type.Integer({
              description:
                "Line of an XML document, or row of a CSV table as a spreadsheet shows it, from 1 with the header. Absent for JSON.",
            }),
          ),
        },
        { description: "A validation error." },
      ),
      {
        description:
          "The validation errors in the order of the body, at most 100; further errors are left out. Present for `invalid-request` and `password-rejected`.",
      },
    ),
  ),
};

export const Problem = named(
  "Problem",
  Type.Object(
    {
      ...problemMembers,
      elsewhere: Type.Optional(
        Type.Object(
          {
            name: Type.String({ description: "Name of the supplier.", examples: ["MOO"] }),
            url: Type.Unsafe<string | null>({
              type: ["string", "null"],
              description: "URL of the network environment; `null` when the school has not set it.",
            }),
          },
          {
            description:
              "The network environment through which the pupils of the school log in. Present for `network-environment` only.",
          },
        ),
      ),
    },
    { description: "A problem (RFC 9457): why a request was rejected." },
  ),
);

interface Answer {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: unknown }>>;
}

/** Problem types of every operation. 400 is among them: any request can lack `Host` or have an invalid query. */
const always = [
  "invalid-request",
  "not-acceptable",
  "request-timeout",
  "internal-error",
  "unavailable",
] as const;
/** Additional problem types of every operation with a body. */
const withBody = ["content-too-large", "unsupported-media-type"] as const;

/** Returns the problem responses of an operation by status: the given ones and those of every operation. */
export function problemResponses(...codes: readonly ErrorCode[]): Readonly<Record<number, Answer>> {
  const byStatus = Map.groupBy(new Set([...codes, ...always]), (code) => problemTypes[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus
          .map((code) => `\`${code}\`: ${problemTypes[code].meaning} ${problemTypes[code].remedy}`)
          .join("\n\n"),
        content: { [problemMediaType]: { schema: ref(Problem) } },
      },
    ]),
  );
}

/** Returns the problem responses of an operation with a request body. */
export function problemResponsesWithBody(...codes: readonly ErrorCode[]) {
  return problemResponses(...codes, ...withBody);
}
