import Type from "typebox";
import { named } from "./schema.ts";

export const Health = named(
  "Health",
  Type.Object(
    {
      status: Type.Literal("ok", {
        description: "Always `ok`; an unhealthy service answers with another HTTP status.",
      }),
    },
    { description: "The service is healthy." },
  ),
);

export const OpenapiDocument = named(
  "OpenapiDocument",
  Type.Object({}, { additionalProperties: true, description: "An OpenAPI 3.1 document." }),
);

export const SecurityText = named(
  "SecurityText",
  Type.String({ description: "A security.txt file (RFC 9116): lines of the form `Name: value`." }),
);

export const Page = named("Page", Type.String({ description: "A web page in HTML." }));
