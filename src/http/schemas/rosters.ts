import Type, { type Static } from "typebox";
import type { Roster } from "../../domain/roster.ts";
import { closed, named } from "./schema.ts";

const entriesMax = 20_000;
const visible = "^[^\\p{Cc}]*\\S[^\\p{Cc}]*$"; // not blank, no control characters

const text = (description: string, maxLength = 200) =>
  Type.String({ minLength: 1, maxLength, pattern: visible, description });
const optionalText = (description: string, maxLength?: number) =>
  Type.Optional(
    Type.Unsafe<string | null>({ ...text(description, maxLength), type: ["string", "null"] }),
  );

const externalId = text("Its key in the pupil administration.", 100);
const name = {
  firstName: optionalText("Roepnaam."),
  infix: optionalText("Voorvoegsel."),
  lastName: optionalText("Achternaam."),
};
const groupIds = (description: string) =>
  Type.Optional(Type.Array(externalId, { maxItems: 100, description }));

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
        closed({ externalId, ...name, groups: groupIds("External ids of its groups.") }),
        { maxItems: entriesMax },
      ),
      pupils: Type.Array(
        closed({
          externalId,
          eckId: optionalText("ECK iD.", 500),
          ...name,
          picture: optionalText("The icon beside the name (leerlingplaatje)."),
          group: optionalText("External id of its own group.", 100),
          groups: groupIds("External ids of its combined groups."),
        }),
        { maxItems: entriesMax },
      ),
    },
    { description: "Everybody at the school. Who is absent has left." },
  ),
);

const changes = Type.Object(
  Object.fromEntries(
    ["added", "changed", "left", "returned", "unchanged"].map((change) => [
      change,
      Type.Array(Type.String()),
    ]),
  ),
  { description: "External ids by what becomes of them." },
);

export const RosterChange = named(
  "RosterChange",
  Type.Object(
    { groups: changes, teachers: changes, pupils: changes },
    { description: "What the roster came to, or with `dryRun` would come to." },
  ),
);

/** What was left out is not there. */
export function rosterOf({ groups, teachers, pupils }: Static<typeof RosterRequest>): Roster {
  return {
    groups: groups.map((group) => ({ ...group, yearGroup: group.yearGroup ?? null })),
    teachers: teachers.map((teacher) => ({
      ...teacher,
      ...nameOf(teacher),
      groups: teacher.groups ?? [],
    })),
    pupils: pupils.map((pupil) => ({
      ...nameOf(pupil),
      externalId: pupil.externalId,
      eckId: pupil.eckId ?? null,
      picture: pupil.picture ?? null,
      group: pupil.group ?? null,
      groups: pupil.groups ?? [],
    })),
  };
}

interface OptionalName {
  readonly firstName?: string | null;
  readonly infix?: string | null;
  readonly lastName?: string | null;
}

function nameOf({ firstName = null, infix = null, lastName = null }: OptionalName) {
  return { firstName, infix, lastName };
}
