import Type, { type Static, type TSchema } from "typebox";
import { countChanges, losesTooMany, type RosterPlan } from "../../domain/roster/plan.ts";
import {
  roleLengthMax,
  rolePattern,
  rosterLimits,
  visiblePattern,
} from "../../domain/roster/text.ts";
import { closed, named } from "./schema.ts";

const { entriesMax, groupsMax, rolesMax, keyLengthMax, nameLengthMax, eckIdLengthMax } =
  rosterLimits;

const text = (description: string, maxLength: number = nameLengthMax) =>
  Type.String({ minLength: 1, maxLength, pattern: visiblePattern, description });
const optionalText = (description: string, maxLength?: number) =>
  Type.Optional(
    Type.Unsafe<string | null>({ ...text(description, maxLength), type: ["string", "null"] }),
  );

const externalId = text(
  "Key in the pupil administration system. It identifies the same group, teacher or pupil in every roster.",
  keyLengthMax,
);
const name = {
  firstName: optionalText("First name (Dutch: roepnaam); `null` when it is unknown."),
  infix: optionalText(
    "Prefix of the last name, such as `van der` (Dutch: voorvoegsel); `null` when there is none.",
  ),
  lastName: optionalText(
    "Last name without prefix (Dutch: achternaam); `null` when it is unknown.",
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
            yearGroup: optionalText("Year group as in EDEXML (Dutch: jaargroep), such as `4`."),
          },
          { description: "A group." },
        ),
        { maxItems: entriesMax, description: "All groups of the school." },
      ),
      teachers: Type.Array(
        closed(
          {
            externalId,
            ...name,
            groups: groupIds("Values of `externalId` of the groups that the teacher teaches."),
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
                    "Role codes of EDEXML for tasks that concern the whole school, such as `IB` or `DIR`.",
                  examples: [["IB"]],
                },
              ),
            ),
          },
          { description: "A teacher." },
        ),
        { maxItems: entriesMax, description: "All teachers of the school." },
      ),
      pupils: Type.Array(
        closed(
          {
            externalId,
            eckId: optionalText(
              "ECK iD, the pseudonymous pupil id of the Dutch education chain.",
              eckIdLengthMax,
            ),
            ...name,
            picture: optionalText("Icon of the pupil as in EDEXML (Dutch: leerlingplaatje)."),
            group: optionalText(
              "Value of `externalId` of the main group of the pupil.",
              keyLengthMax,
            ),
            groups: groupIds("Values of `externalId` of the combined groups of the pupil."),
          },
          { description: "A pupil." },
        ),
        { maxItems: entriesMax, description: "All pupils of the school." },
      ),
    },
    {
      description:
        "The complete roster of the school. A pupil or teacher that is absent from it has left the school.",
    },
  ),
);

/** The XML body; `formats/edexml.ts` parses it. */
export const EdexmlDocument = named(
  "EdexmlDocument",
  Type.Unsafe<Static<typeof RosterRequest>>({
    description:
      "An EDEXML 2.0 or 2.1 document, as a pupil administration system exports it. Its BRIN must be that of the school of the access token. Encodings: UTF-8, or ISO-8859-1 or Windows-1252 when the XML declaration says so. The service reads the BRIN, the groups and combined groups, and of pupils and teachers the key, `roepnaam`, `voorvoegsel`, `achternaam` and groups; of pupils also the ECK iD, of teachers also the roles at the whole school. All other data is ignored and never stored. A pupil whose `uitstroomdatum` is in the past has left the school. A document with a DOCTYPE is rejected.",
  }),
);

const added = "are new at the school";
const changed = "have changed data";
const unchanged = "have the same data as before";
const left = "are no longer in the roster";
const ofAll = { added, changed, left, unchanged };
const ofPupils = {
  added,
  changed: "have changed data but the same main group",
  moved: "have another main group; they keep their home login",
  left: "are no longer in the roster; they lose their home login",
  returned: "had left and are in the roster again; they must be invited again",
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
    Type.Array(Type.String({ description: "Key in the pupil administration system." }), {
      description: `Values of \`externalId\` of the ${noun} that ${clause}.`,
    }),
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
          "Whether more than half of the pupils would leave. The roster is then applied only with `confirm=true`.",
      }),
      groups: lists("groups", ofAll),
      teachers: lists("teachers", ofAll),
      pupils: lists("pupils", ofPupils),
    },
    {
      description:
        "The changes that the roster makes, as lists of `externalId` and their counts. With `dryRun=true` they are the changes that it would make.",
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
