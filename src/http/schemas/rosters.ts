import Type, { type Static, type TSchema } from "typebox";
import { countChanges, losesTooMany, type RosterPlan } from "../../domain/roster-plan.ts";
import { rolePattern, rosterLimits, visiblePattern } from "../../domain/roster-text.ts";
import { closed, named } from "./schema.ts";

const { entriesMax, groupsMax, rolesMax, keyLengthMax, nameLengthMax, eckIdLengthMax } =
  rosterLimits;

const text = (description: string, maxLength: number = nameLengthMax) =>
  Type.String({ minLength: 1, maxLength, pattern: visiblePattern, description });
const optionalText = (description: string, maxLength?: number) =>
  Type.Optional(
    Type.Unsafe<string | null>({ ...text(description, maxLength), type: ["string", "null"] }),
  );

const externalId = text("Its key in the pupil administration.", keyLengthMax);
const name = {
  firstName: optionalText("Roepnaam."),
  infix: optionalText("Voorvoegsel."),
  lastName: optionalText("Achternaam."),
};
const groupIds = (description: string) =>
  Type.Optional(Type.Array(externalId, { maxItems: groupsMax, description }));

export const RosterRequest = named(
  "RosterRequest",
  closed(
    {
      groups: Type.Array(
        closed({
          externalId,
          name: text("As the school calls it."),
          yearGroup: optionalText("EDEXML jaargroep."),
        }),
        { maxItems: entriesMax },
      ),
      teachers: Type.Array(
        closed({
          externalId,
          ...name,
          groups: groupIds("External ids of its groups."),
          roles: Type.Optional(
            Type.Array(Type.String({ pattern: rolePattern }), {
              maxItems: rolesMax,
              description: "EDEXML codes of what it does at the school as a whole.",
              examples: [["IB"]],
            }),
          ),
        }),
        { maxItems: entriesMax },
      ),
      pupils: Type.Array(
        closed({
          externalId,
          eckId: optionalText("ECK iD.", eckIdLengthMax),
          ...name,
          picture: optionalText("The icon beside the name (leerlingplaatje)."),
          group: optionalText("External id of its own group.", keyLengthMax),
          groups: groupIds("External ids of its combined groups."),
        }),
        { maxItems: entriesMax },
      ),
    },
    { description: "Everybody at the school. Who is absent has left." },
  ),
);

/** What the body is in XML; `formats/edexml.ts` reads it. */
export const EdexmlDocument = named(
  "EdexmlDocument",
  Type.Unsafe<Static<typeof RosterRequest>>({
    description:
      "An EDEXML 2.0 or 2.1 document of the school that the access token is for, as the pupil administration exports it: UTF-8, or what its declaration says of ISO-8859-1 and Windows-1252. Read are the BRIN, groups and combined groups, and of pupils and teachers their key, roepnaam, voorvoegsel, achternaam and groups, of pupils also the ECK iD, of teachers their roles at the school as a whole. All else is left where it is and never stored. A pupil whose `uitstroomdatum` is in the past has left. A document with a DOCTYPE is refused.",
  }),
);

const added = "New at the school.";
const changed = "Something about them is new.";
const left = "Not in the roster any more.";
const unchanged = "As they were.";
const ofAll = { added, changed, left, unchanged };
const ofPupils = {
  added,
  changed: "Something about them is new, and their own group is the same.",
  moved: "To another group of their own; home login stays.",
  left: "Not in the roster any more; home login is gone.",
  returned: "Had left and are back, to be invited again.",
  unchanged,
};

type Words = Readonly<Record<string, string>>;
const byChange = (words: Words, describe: (description: string) => TSchema) =>
  Type.Object(
    Object.fromEntries(
      Object.entries(words).map(([change, description]) => [change, describe(description)]),
    ),
  );
const lists = (words: Words) =>
  byChange(words, (description) => Type.Array(Type.String(), { description }));
const counts = (words: Words) => byChange(words, (description) => Type.Integer({ description }));

export const RosterChange = named(
  "RosterChange",
  Type.Object(
    {
      counts: Type.Object(
        { groups: counts(ofAll), teachers: counts(ofAll), pupils: counts(ofPupils) },
        { description: "How many there are in each list." },
      ),
      needsConfirmation: Type.Boolean({
        description: "More than half of the pupils leave, which takes `confirm=true`.",
      }),
      groups: lists(ofAll),
      teachers: lists(ofAll),
      pupils: lists(ofPupils),
    },
    {
      description:
        "External ids by what becomes of them, or with `dryRun` would become, and how many they are.",
    },
  ),
);

/** The plan as it is answered. */
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
