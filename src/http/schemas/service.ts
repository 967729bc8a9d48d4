import Type from "typebox";
import { named } from "./schema.ts";

export const Health = named(
  "Health",
  Type.Object(
    { status: Type.Literal("ok") },
    { description: "It is well; what is not well has a status of its own." },
  ),
);

export const OpenapiDocument = named(
  "OpenapiDocument",
  Type.Object({}, { additionalProperties: true, description: "An OpenAPI 3.1 document." }),
);

export const SecurityText = named(
  "SecurityText",
  Type.String({ description: "Lines of `Name: value`, as RFC 9116 defines them." }),
);

export const Page = named("Page", Type.String({ description: "A page for people." }));
