import Type, { type Static, type TSchema } from "typebox";
import { countChanges, losesTooMany, type RosterPlan } from "../../domain/roster/plan.ts";
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
              "Icon beside the name of the pupil (Dutch: leerlingplaatje), as free text. The service only returns it. It has no relation to the picture code.",
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
        "The complete roster of the school. A pupil or teacher that is absent from it has left the school. An absent property is the same as `null` or an empty list: no earlier value is kept.",
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
      "A pupil whose `uitstroomdatum` is before today (in the Netherlands) has left the school. EDEXML sets no `picture`: use JSON for it.",
      "The XML declaration decides the encoding: UTF-8, ISO-8859-1 or Windows-1252. A document with a DOCTYPE is rejected.",
    ),
  }),
);

const added = "are new at the school";
const changed = "have changed data";
const unchanged = "have the same data as before";
const left = "are no longer in the roster";
const ofAll = { added, changed, left, unchanged };
const ofPupils = {
  added,
  changed: "have changed data or other combined groups, and the same main group",
  moved:
    "have another main group; they keep their addresses and passwords, and the login method of the new group applies",
  left: "are no longer in the roster; they lose their home login",
  returned: "had left and are in the roster again; their addresses must be set again",
  unchanged,
};

type Clauses = Readonly<Record<string, string>>;
const byChange = (
  description: string,
  clauses: Clauses,
  describe: (clause: string) => TSchema,
): TSchema =>
  Type.Object(
    Object.fromEntries(
      Object.entries(clauses).map(([change, clause]) => [change, describe(clause)]),
    ),
    { description },
  );
const lists = (noun: string, clauses: Clauses) =>
  byChange(`The ${noun} of the roster by change.`, clauses, (clause) =>
    Type.Array(
      Type.String({ description: "Key in the pupil administration system of the school." }),
      {
        description: `Values of \`externalId\` of the ${noun} that ${clause}.`,
      },
    ),
  );
const counts = (noun: string, clauses: Clauses) =>
  byChange(`Number of ${noun} by change.`, clauses, (clause) =>
    Type.Integer({ description: `Number of ${noun} that ${clause}.` }),
  );

export const RosterChange = named(
  "RosterChange",
  Type.Object(
    {
      counts: Type.Object(
        {
          groups: counts("groups", ofAll),
          teachers: counts("teachers", ofAll),
          pupils: counts("pupils", ofPupils),
        },
        { description: "Number of items in each list." },
      ),
      needsConfirmation: Type.Boolean({
        description:
          "Whether more than half of the pupils leave. The roster is then applied only with `confirm=true`. It is also `true` in the response to a request with `confirm=true`.",
      }),
      groups: lists("groups", ofAll),
      teachers: lists("teachers", ofAll),
      pupils: lists("pupils", ofPupils),
    },
    {
      description:
        "The changes that the roster makes, as lists of `externalId`, and the length of each list. Each group, teacher and pupil is in exactly one list. With `dryRun=true` they are the changes that it would make.",
    },
  ),
);

/** Returns the response for a plan. */
export function rosterChangeOf(plan: RosterPlan) {
  const { groups, teachers, pupils } = plan;
  return {
    counts: {
      groups: countChanges(groups),
      teachers: countChanges(teachers),
      pupils: countChanges(pupils),
    },
    needsConfirmation: losesTooMany(plan),
    ...plan,
  };
}
