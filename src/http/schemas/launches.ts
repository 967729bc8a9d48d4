import Type from "typebox";
import { type PublisherNeed, publisherNeeds } from "../../domain/school/publisher.ts";
import { closed, listed, named, oneOf, publisherKey } from "./schema.ts";

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
          "| `eck_id` | ECK iD of the pupil. Absent when it has none or the publisher does not need it. |",
          "| `school` | BRIN of the school, as in `getSchool`. Absent when the publisher does not need it. |",
          "| `iat`, `exp` | Time of issue and of expiry. |",
          "| `jti` | Id of the token. |",
        ].join("\n"),
      }),
      expiresIn: Type.Integer({ description: "Lifetime of the token in seconds.", examples: [60] }),
    },
    { description: "A launch: a token and the URL to which it is posted." },
  ),
);

const needMeanings: Readonly<Record<PublisherNeed, string>> = {
  "first-name": "the first name of the pupil (claim `given_name`).",
  group: "the name of its main group (`group`).",
  "eck-id": "its ECK iD (`eck_id`).",
  school: "the BRIN of the school (`school`).",
};

export const PublisherList = named(
  "PublisherList",
  Type.Object(
    {
      items: Type.Array(
        Type.Object(
          {
            key: publisherKey,
            name: Type.String({ description: "Name of the publisher.", examples: ["Malmberg"] }),
            homeUse: Type.Boolean({
              description:
                "Whether the publisher allows its software at home. When `false`, no pupil can open it, also when `enabled` is `true`.",
            }),
            needs: Type.Array(oneOf(publisherNeeds, { description: "A kind of data." }), {
              description: listed(
                "Data of a pupil that the publisher receives in each launch, beside a pseudonym. Only data that the service has is sent. `[]`: the pseudonym alone.",
                needMeanings,
              ),
            }),
            enabled: Type.Boolean({
              description:
                "Whether the school uses the publisher: its key is in `publishers` of `getSchool`. When `false`, the publisher receives nothing.",
            }),
          },
          { description: "A publisher of the catalogue." },
        ),
        { description: "All publishers of the catalogue, sorted by name." },
      ),
    },
    { description: "The catalogue of publishers, with the data that each receives." },
  ),
);
