import Type, { type Static } from "typebox";
import {
  roleLengthMax,
  rolePattern,
  rosterLimits,
  visiblePattern,
} from "../../domain/roster/text.ts";
import { closed, named, paragraphs } from "./schema.ts";

const { entriesMax, groupsMax, rolesMax, keyLengthMax, nameLengthMax, eckIdLengthMax } =
  rosterLimits;

const text = (description: string, maxLength: number = nameLengthMax) =>
  Type.String({ minLength: 1, maxLength, pattern: visiblePattern, description });
const optionalText = (description: string, maxLength?: number) =>
  Type.Optional(
    Type.Unsafe<string | null>({ ...text(description, maxLength), type: ["string", "null"] }),
  );

const externalId = text(
  "Key in the pupil administration system. It identifies the same group, teacher or pupil in every roster. It has no control characters and is not blank.",
  keyLengthMax,
);
const name = {
  firstName: optionalText(
    "First name (Dutch: roepnaam); `null` or absent when it is unknown. A person has a first name or a last name.",
  ),
  infix: optionalText(
    "Prefix of the last name, such as `van der` (Dutch: voorvoegsel); `null` or absent when there is none.",
  ),
  lastName: optionalText(
    "Last name without prefix (Dutch: achternaam); `null` or absent when it is unknown.",
  ),
};
const groupIds = (description: string) =>
  Type.Optional(Type.Array(externalId, { maxItems: groupsMax, description }));

export const RosterRequest = named(
  "RosterRequest",
  closed(
    {
      groups: Type.Array(
        closed(
          {
            externalId,
            name: text("Name of the group at the school."),
            yearGroup: optionalText(
              "Code of the year group in EDEXML (Dutch: jaargroep), such as `4`. Any text is accepted; `null` or absent when it is unknown.",
            ),
          },
          { description: "A group." },
        ),
        {
          maxItems: entriesMax,
          description: "All groups of the school, with the combined groups; it can be empty.",
        },
      ),
      teachers: Type.Array(
        closed(
          {
            externalId,
            ...name,
            groups: groupIds(
              "Values of `externalId` of the groups that the teacher teaches. Each must be in `groups` of the roster.",
            ),
            roles: Type.Optional(
              Type.Array(
                Type.String({
                  maxLength: roleLengthMax,
                  pattern: rolePattern,
                  description: "A role code of EDEXML.",
                }),
                {
                  maxItems: rolesMax,
                  description:
                    "Role codes of EDEXML for tasks that concern the whole school, such as `IB` or `DIR`. A role gives access to all groups only if it is in `wholeSchoolRoles` of the school.",
                  examples: [["IB"]],
                },
              ),
            ),
          },
          { description: "A teacher." },
        ),
        { maxItems: entriesMax, description: "All teachers of the school; it can be empty." },
      ),
      pupils: Type.Array(
        closed(
          {
            externalId,
            eckId: optionalText(
              "ECK iD, the pseudonymous pupil id of the Dutch education chain: a URL. It is stored, returned by `getPersonalData`, and sent to a publisher that needs it (`listPublishers`); it is not used to match pupils. Two pupils cannot have the same ECK iD.",
              eckIdLengthMax,
            ),
            ...name,
            picture: optionalText(
              "Picture beside the name of the pupil (Dutch: leerlingplaatje): a key of a drawing, as in `updatePupil`, or any other text, which the service only returns. `null` removes the picture. When it is absent, the pupil keeps its picture. It has no relation to the picture code.",
            ),
            group: optionalText(
              "Value of `externalId` of the main group of the pupil; it must be in `groups` of the roster. A pupil without a main group (`null` or absent) logs in with a password only.",
              keyLengthMax,
            ),
            groups: groupIds(
              "Values of `externalId` of the combined groups of the pupil (Dutch: samengestelde groepen). Each must be in `groups` of the roster. The main group in this list is ignored.",
            ),
          },
          { description: "A pupil." },
        ),
        {
          maxItems: entriesMax,
          description:
            "All pupils of the school. An empty list is a roster that is too small, unless the school has no pupils.",
        },
      ),
    },
    {
      description:
        "The complete roster of the school. A pupil or teacher that is absent from it has left the school. An absent property is the same as `null` or an empty list: no earlier value is kept, except that of `picture`.",
    },
  ),
);

/** The XML body; `formats/edexml.ts` parses it. */
export const EdexmlDocument = named(
  "EdexmlDocument",
  Type.Unsafe<Static<typeof RosterRequest>>({
    description: paragraphs(
      "An EDEXML 2.0 or 2.1 document, as a pupil administration system exports it. The root element is `EDEX`. Its `brincode` with `dependancecode` must be the school of the access token; otherwise the response is 400.",
      "The service reads these elements. It ignores all other data and never stores it.",
      [
        "| Element | Read |",
        "| --- | --- |",
        "| `school` | `brincode`, `dependancecode`, `xsdversie` |",
        "| `groep` | `@key`, `naam`, `jaargroep` |",
        "| `samengestelde_groep` | `@key`, `naam` |",
        "| `leerling` | `@key`, `@eckid`, `roepnaam`, `voorvoegsel`, `achternaam`, `groep/@key`, `samengestelde_groepen`, `uitstroomdatum` |",
        "| `leerkracht` | `@key`, `roepnaam`, `voorvoegsel`, `achternaam`, `groepen`, `rol` |",
      ].join("\n"),
      "A pupil whose `uitstroomdatum` is before today (in the Netherlands) has left the school. The response names it in `formerPupils`, and its key is stored for `retentionDays` of the school, so that `bulkActivate` can say that the pupil has left. EDEXML has no `picture`: each pupil keeps its own.",
      "The XML declaration decides the encoding: UTF-8, ISO-8859-1 or Windows-1252. A document with a DOCTYPE is rejected.",
    ),
  }),
);
