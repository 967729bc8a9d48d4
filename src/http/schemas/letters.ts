import Type from "typebox";
import { lettersMax } from "../../domain/school/letters.ts";
import { closed, named, uuid } from "./schema.ts";

export const LettersRequest = named(
  "LettersRequest",
  closed(
    {
      groupId: Type.Optional(
        uuid(
          "Id of a group, a UUID: the pupils whose main group or combined group it is. An unknown group answers 404.",
        ),
      ),
      pupilIds: Type.Optional(
        Type.Array(uuid("Id of a pupil in this service, a UUID."), {
          minItems: 1,
          maxItems: lettersMax,
          uniqueItems: true,
          description:
            "Ids of pupils. When one of them is unknown, the complete request answers 404, and 403 when the teacher does not teach one of them.",
        }),
      ),
    },
    {
      minProperties: 1,
      maxProperties: 1,
      description: "The pupils that get a letter: either a group or a list of pupils.",
    },
  ),
);
