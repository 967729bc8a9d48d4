import Type from "typebox";
import type { ErrorCode } from "../../domain/error-codes.ts";
import { passwordRejectionReasons } from "../../domain/password.ts";
import { problemMediaType } from "../problems/problem.ts";
import { problemTypes } from "../problems/problem-types.ts";
import { named, oneOf, ref } from "./schema.ts";

export const Problem = named(
  "Problem",
  Type.Object(
    {
      type: Type.String({
        format: "uri-reference",
        description:
          "Identifier of the problem type. It is the URL of a web page that explains it.",
        examples: ["https://thuisinlog.example/problems/not-found"],
      }),
      title: Type.String({
        description:
          "Short title of the problem type. It is the same for every problem of this type.",
      }),
      status: Type.Integer({ description: "HTTP status code of the response.", examples: [404] }),
      detail: Type.String({ description: "Explanation of this occurrence of the problem." }),
      instance: Type.String({ description: "Path of the request." }),
      errors: Type.Optional(
        Type.Array(
          Type.Object(
            {
              pointer: Type.String({
                description:
                  "Location of the error: a JSON Pointer into the body (RFC 6901), the path of an XML element such as `/EDEX/leerlingen/leerling[3]/groep`, or the name of a parameter.",
                examples: ["/emails/0"],
              }),
              detail: Type.String({ description: "Description of the error." }),
              reason: Type.Optional(
                oneOf(passwordRejectionReasons, {
                  description:
                    "Machine-readable reason why a password is rejected. It is present for passwords only.",
                }),
              ),
              line: Type.Optional(
                Type.Integer({
                  description: "Line number in the body. It is present for XML only.",
                }),
              ),
            },
            { description: "A validation error." },
          ),
          { description: "The validation errors in the request, at most 100." },
        ),
      ),
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
              "The network environment through which the pupils of the school log in instead.",
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

/** Problem types of every operation. */
const always = ["not-acceptable", "request-timeout", "internal-error", "unavailable"] as const;
/** Additional problem types of every operation with a body. */
const withBody = ["invalid-request", "content-too-large", "unsupported-media-type"] as const;

/** Returns the problem responses of an operation by status: the given ones and those of every operation. */
export function problemResponses(...codes: readonly ErrorCode[]): Readonly<Record<number, Answer>> {
  const byStatus = Map.groupBy(new Set([...codes, ...always]), (code) => problemTypes[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus
          .map((code) => `\`${code}\`: ${problemTypes[code].meaning}`)
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
