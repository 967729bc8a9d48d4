import Type from "typebox";
import { closed, named, publisherKey } from "./schema.ts";

export const LaunchRequest = named(
  "LaunchRequest",
  closed({ publisher: publisherKey }, { description: "The publisher whose software is opened." }),
);

export const Launch = named(
  "Launch",
  Type.Object(
    {
      launchUrl: Type.String({
        format: "uri",
        description: "URL at the publisher to which the token is posted.",
      }),
      token: Type.String({
        description:
          "A signed JWT (ES256) of type `launch+jwt`. `aud` is the key of the publisher; `sub` is a pseudonym of the pupil that is different for each publisher; `given_name` and `group` are present only when the publisher needs them.",
      }),
      expiresIn: Type.Integer({ description: "Lifetime of the token in seconds.", examples: [60] }),
    },
    { description: "A launch: a token and the URL to which it is posted." },
  ),
);
