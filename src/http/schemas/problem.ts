import Type from "typebox";
import type { ErrorCode } from "../../domain/errors.ts";
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
        description: "Names the kind of problem, and is the address of a page about it.",
        examples: ["https://thuisinlog.example/problems/not-found"],
      }),
      title: Type.String({ description: "The kind of problem in a few words, always the same." }),
      status: Type.Integer({ description: "The status of the answer.", examples: [404] }),
      detail: Type.String({ description: "What is the matter this time." }),
      instance: Type.String({ description: "The path that was asked." }),
      errors: Type.Optional(
        Type.Array(
          Type.Object({
            pointer: Type.String({
              description:
                "A JSON Pointer into the body (RFC 6901), the path of an XML element such as `/EDEX/leerlingen/leerling[3]/groep`, or the name of a parameter.",
              examples: ["/emails/0"],
            }),
            detail: Type.String({ description: "What is wrong there." }),
            reason: Type.Optional(
              oneOf(passwordRejectionReasons, {
                description: "The same in one word, when a password is rejected.",
              }),
            ),
            line: Type.Optional(
              Type.Integer({ description: "The line of the file, when the body is one in XML." }),
            ),
          }),
          { description: "All faults in the input, up to a hundred." },
        ),
      ),
      elsewhere: Type.Optional(
        Type.Object(
          {
            name: Type.String({ examples: ["MOO"] }),
            url: Type.Unsafe<string | null>({
              type: ["string", "null"],
              description: "Where that is, if the school has said so.",
            }),
          },
          { description: "The network environment through which the pupils log in instead." },
        ),
      ),
    },
    { description: "Why a request was refused (RFC 9457)." },
  ),
);

interface Answer {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: unknown }>>;
}

/** What every operation may answer. */
const always = ["not-acceptable", "request-timeout", "internal-error", "unavailable"] as const;
/** What every operation with a body may answer. */
const withBody = ["invalid-request", "content-too-large", "unsupported-media-type"] as const;

/** The refusals of an operation by status, its own and those that every operation has. */
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

/** The same for an operation that takes a body. */
export function problemResponsesWithBody(...codes: readonly ErrorCode[]) {
  return problemResponses(...codes, ...withBody);
}
