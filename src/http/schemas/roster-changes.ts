// The response to a roster.
import Type, { type TSchema } from "typebox";
import {
  type OtherChange,
  otherChanges,
  type PupilChange,
  pupilChanges,
} from "../../domain/roster/details.ts";
import { countChanges, losesTooMany } from "../../domain/roster/plan.ts";
import { rowsPerStep, type Steps } from "../../domain/steps.ts";
import { rosterTableColumns } from "../../formats/roster-table.ts";
import type { RosterOutcome } from "../../services/school/rosters.ts";
import { formulaRule, spreadsheetForm } from "./bulk-activations.ts";
import { listed, named, oneOf, paragraphs, personName, textOrNull } from "./schema.ts";

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

const key = Type.String({
  description: "Key in the pupil administration system of the school.",
  examples: ["1001"],
});
const dateOrNull = (description: string) =>
  Type.Unsafe<string | null>({ type: ["string", "null"], format: "date", description });

const names = (description: string) =>
  Type.Array(Type.String({ description: "Name of a group." }), { description });
const groupValues = {
  name: Type.String({ description: "Name of the group." }),
  yearGroup: textOrNull({ description: "Code of the year group; `null` when it is unknown." }),
};
const teacherValues = {
  ...personName("Joke", "Berk"),
  groups: names("Names of the groups that the teacher teaches, sorted by their keys."),
};
const pupilValues = {
  ...personName("Sanne", "Hof"),
  group: textOrNull({
    description: "Name of the main group; `null` when the pupil has none.",
    examples: ["2A"],
  }),
  groups: names("Names of the combined groups, sorted by their keys."),
};

const clausesOfOther: Readonly<Record<OtherChange, string>> = ofAll;
const clausesOfPupils: Readonly<Record<PupilChange, string>> = ofPupils;

/** Describes the items of one list of `details`. */
function detailsOf(
  nouns: string,
  changes: readonly string[],
  clauses: Clauses,
  values: Readonly<Record<string, TSchema>>,
  differences: readonly string[],
  others: Readonly<Record<string, TSchema>> = {},
): TSchema {
  const meanings = Object.fromEntries(
    changes.map((change) => [change, `the ${nouns} that ${clauses[change]}.`]),
  );
  return Type.Array(
    Type.Object(
      {
        change: oneOf(changes, { description: listed("Kind of change.", meanings) }),
        externalId: key,
        ...values,
        differences: Type.Array(oneOf(differences, { description: "Name of a property." }), {
          description:
            "Properties that are different; empty unless `change` is `changed` or `moved`. The values of `eckId`, `picture` and `roles` are not in the response.",
        }),
        before: Type.Unsafe<object | null>({
          type: ["object", "null"],
          properties: values,
          required: Object.keys(values),
          description: "The values before the change; `null` when `differences` is empty.",
        }),
        ...others,
      },
      {
        description:
          "A change, with the values of the roster. After `left` they are those before it.",
      },
    ),
    { description: `The ${nouns} that change, in the order of the kinds of change.` },
  );
}

const details = Type.Object(
  {
    groups: detailsOf("groups", otherChanges, clausesOfOther, groupValues, ["name", "yearGroup"]),
    teachers: detailsOf("teachers", otherChanges, clausesOfOther, teacherValues, [
      "firstName",
      "infix",
      "lastName",
      "groups",
      "roles",
    ]),
    pupils: detailsOf(
      "pupils",
      pupilChanges,
      clausesOfPupils,
      pupilValues,
      ["firstName", "infix", "lastName", "group", "groups", "eckId", "picture"],
      {
        leftDate: dateOrNull(
          "The `uitstroomdatum` of a pupil that leaves; `null` when the file has none, and for other changes.",
        ),
      },
    ),
  },
  {
    description:
      "The changes with names and groups; what is unchanged is not listed. In the response to a `portal` client, which reads no pupil, the names of people that leave are `null`, and so is `before` of people.",
  },
);

const formerPupils = Type.Array(
  Type.Object(
    {
      externalId: key,
      ...personName("Lotte", "Bos"),
      leftDate: Type.String({
        format: "date",
        description: "The `uitstroomdatum` of the pupil.",
        examples: ["2026-07-31"],
      }),
    },
    { description: "A pupil that has left." },
  ),
  {
    description:
      "Pupils of an EDEXML file whose `uitstroomdatum` has passed. They are not part of the roster; one that was at the school until now is also in `left`. Empty for JSON.",
  },
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
      details,
      formerPupils,
    },
    {
      description:
        "The changes that the roster makes, as lists of `externalId`, the length of each list, and `details` with names. Each group, teacher and pupil of the roster or the school is in exactly one of the lists of keys. With `dryRun=true` they are the changes that it would make.",
    },
  ),
);

export const RosterChangeTable = named(
  "RosterChangeTable",
  Type.String({
    description: paragraphs(
      `A CSV table with one line for each change, with the columns ${rosterTableColumns.map((name) => `\`${name}\``).join(", ")}. Pupils come first, beginning with those that leave.`,
      [
        "- `kind`: `pupil`, `group` or `teacher`.",
        "- `change`: as in JSON; `former` for a pupil of `formerPupils` that was not at the school; `unchanged` in the last lines, which have only numbers.",
        "- `group`: the name of the main group of a pupil, the name of a group, or the names of the groups of a teacher.",
        "- `difference`: what is different, with the value before and after.",
        "- `explanation`: what the change means, in a sentence.",
        "- `warning`: in the first line when `needsConfirmation` is `true`. The column is absent otherwise.",
      ].join("\n"),
      "With `Accept-Language: en` the columns and values have these names. In Dutch, the default, they have Dutch ones: the columns are `soort`, `wijziging`, `sleutel`, `roepnaam`, `voorvoegsel`, `achternaam`, `groep`, `verschil`, `uitleg` and `let op`.",
      spreadsheetForm,
      formulaRule,
    ),
  }),
);

/** Serialises the response as JSON, in steps because it can have many items. */
export function* rosterChangeText({ plan, details, formerPupils }: RosterOutcome): Steps<string> {
  const { groups, teachers, pupils } = plan;
  const head = JSON.stringify({
    counts: {
      groups: countChanges(groups),
      teachers: countChanges(teachers),
      pupils: countChanges(pupils),
    },
    needsConfirmation: losesTooMany(plan),
    ...plan,
  });
  const listOf = function* (items: readonly object[]): Steps<string> {
    const parts: string[] = [];
    for (let first = 0; first < items.length; first += rowsPerStep) {
      if (first > 0) yield;
      parts.push(JSON.stringify(items.slice(first, first + rowsPerStep)).slice(1, -1));
    }
    return `[${parts.join()}]`;
  };
  const detailed = [
    `"groups":${yield* listOf(details.groups)}`,
    `"teachers":${yield* listOf(details.teachers)}`,
    `"pupils":${yield* listOf(details.pupils)}`,
  ].join();
  const former = yield* listOf(formerPupils);
  return `${head.slice(0, -1)},"details":{${detailed}},"formerPupils":${former}}`;
}
