import Type from "typebox";
import { closed, named, publisherKey } from "./schema.ts";

export const LaunchRequest = named(
  "LaunchRequest",
  closed({ publisher: publisherKey }, { description: "Whose software to open." }),
);

export const Launch = named(
  "Launch",
  Type.Object(
    {
      launchUrl: Type.String({
        format: "uri",
        description: "Where the publisher takes the token.",
      }),
      token: Type.String({
        description:
          "A JWT (ES256) of type `launch+jwt` for this publisher alone: `aud` is its key, `sub` a pseudonym that only this publisher has for the pupil, `given_name` and `group` are there if it needs them.",
      }),
      expiresIn: Type.Integer({ description: "Life of the token in seconds.", examples: [60] }),
    },
    { description: "A child's way to the software of a publisher." },
  ),
);
