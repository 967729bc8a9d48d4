// Examples of request and response bodies, at media-type level.
import { familyExamples } from "./examples/family.ts";
import { feedExamples } from "./examples/feed.ts";
import { fileExamples } from "./examples/files.ts";
import { letterExamples } from "./examples/letters.ts";
import { personalDataExamples } from "./examples/personal-data.ts";
import { rosterExamples } from "./examples/roster.ts";
import { schoolExamples } from "./examples/school.ts";
import { serviceExamples } from "./examples/service.ts";

export interface MediaType {
  readonly schema?: { readonly $ref?: string };
  example?: unknown;
  examples?: Readonly<Record<string, unknown>>;
}

/** By the name of the schema, with a status when a response with this status has its own example. */
const examples: Readonly<Record<string, unknown>> = {
  ...familyExamples,
  ...feedExamples,
  ...fileExamples,
  ...letterExamples,
  ...personalDataExamples,
  ...rosterExamples,
  ...schoolExamples,
  ...serviceExamples,
};

/** Adds to each media type the example of its schema. A test rejects a body without an example. */
export function addExamples(content: Readonly<Record<string, MediaType>> = {}, status = ""): void {
  for (const mediaType of Object.values(content)) {
    const name = mediaType.schema?.$ref?.split("/").at(-1) ?? "";
    const example = examples[`${name}${status}`] ?? examples[name];
    if (example !== undefined) mediaType.example = example;
  }
}

/** Adds to the problem response the examples of its error codes, which are components. */
export function addProblemExamples(
  content: Readonly<Record<string, MediaType>> = {},
  codes: readonly string[],
): void {
  for (const mediaType of Object.values(content)) {
    mediaType.examples = Object.fromEntries(
      codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
    );
  }
}
