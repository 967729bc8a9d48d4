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
        description: [
          "A signed JWT (ES256). The header has `typ` `launch+jwt` and `kid`. The claims are all data that the publisher receives:",
          "",
          "| Claim | Value |",
          "| --- | --- |",
          "| `iss` | The public URL of the service. |",
          "| `aud` | The key of the publisher. |",
          "| `sub` | A pseudonym of the pupil, different for each publisher. It stays the same while the pupil keeps its id. |",
          "| `given_name` | First name. Absent when it is unknown or the publisher does not need it. |",
          "| `group` | Name of the main group. Absent when there is none or the publisher does not need it. |",
          "| `iat`, `exp` | Time of issue and of expiry. |",
          "| `jti` | Id of the token. |",
        ].join("\n"),
      }),
      expiresIn: Type.Integer({ description: "Lifetime of the token in seconds.", examples: [60] }),
    },
    { description: "A launch: a token and the URL to which it is posted." },
  ),
);
