// The CSV table of the changes that a roster makes, for a coordinator who judges them.
import type { Locale } from "../domain/language/locale.ts";
import type { PupilDetail, RosterDetails, TeacherDetail } from "../domain/roster/details.ts";
import { countChanges, losesTooMany, type RosterPlan } from "../domain/roster/plan.ts";
import type { FormerPupil } from "../domain/roster/roster.ts";
import { mapInSteps, type Steps } from "../domain/steps.ts";
import { writeCsvInSteps } from "./csv.ts";
import { columnTitle } from "./table-texts.ts";

export const rosterTableColumns = [
  "kind",
  "change",
  "externalId",
  "firstName",
  "infix",
  "lastName",
  "group",
  "difference",
  "explanation",
  "warning",
] as const;
type Column = (typeof rosterTableColumns)[number];
type Line = Readonly<Partial<Record<Column, string | null>>>;

type Kind = "pupil" | "group" | "teacher";
type Change = PupilDetail["change"] | "former" | "unchanged";

interface Texts {
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly changes: Readonly<Record<Change, string>>;
  /** Names of properties; those that are absent have their own name. */
  readonly properties: Readonly<Record<string, string>>;
  readonly empty: string;
  readonly left: string;
  readonly leftOn: (date: string) => string;
  readonly former: (date: string) => string;
  readonly returned: string;
  readonly moved: string;
  readonly groupLeft: string;
  readonly teacherLeft: string;
  readonly unchanged: (count: number) => string;
  readonly warning: (left: number, before: number) => string;
}

const dutch: Texts = {
  kinds: { pupil: "leerling", group: "groep", teacher: "leerkracht" },
  changes: {
    added: "nieuw",
    changed: "gewijzigd",
    moved: "andere groep",
    left: "vertrekt",
    returned: "terug",
    former: "al van school",
    unchanged: "ongewijzigd",
  },
  properties: {
    firstName: "roepnaam",
    infix: "voorvoegsel",
    lastName: "achternaam",
    group: "groep",
    groups: "andere groepen",
    eckId: "ECK iD",
    picture: "plaatje",
    name: "naam",
    yearGroup: "jaargroep",
    roles: "rollen",
  },
  empty: "(leeg)",
  left: "Staat niet meer in het bestand en kan thuis niet meer inloggen.",
  leftOn: (date) => `Heeft uitstroomdatum ${date} en kan thuis niet meer inloggen.`,
  former: (date) => `Heeft uitstroomdatum ${date} en doet niet mee.`,
  returned: "Was van school: vul de adressen opnieuw in.",
  moved: "Houdt adressen en wachtwoorden.",
  groupLeft: "Vervalt met de instellingen van de groep.",
  teacherLeft: "Kan niet meer bij de leerlingen.",
  unchanged: (count) => `Aantal: ${count}`,
  warning: (left, before) =>
    `Van de ${before} leerlingen vertrekken er ${left}: meer dan de helft. Klopt dat, stuur het bestand dan met confirm=true.`,
};

const english: Texts = {
  kinds: { pupil: "pupil", group: "group", teacher: "teacher" },
  changes: {
    added: "added",
    changed: "changed",
    moved: "moved",
    left: "left",
    returned: "returned",
    former: "former",
    unchanged: "unchanged",
  },
  properties: {},
  empty: "(empty)",
  left: "Is no longer in the file and cannot log in at home any more.",
  leftOn: (date) => `Has the uitstroomdatum ${date} and cannot log in at home any more.`,
  former: (date) => `Has the uitstroomdatum ${date} and takes no part.`,
  returned: "Had left: enter the addresses again.",
  moved: "Keeps addresses and passwords.",
  groupLeft: "Is deleted with its settings.",
  teacherLeft: "Has no access to the pupils any more.",
  unchanged: (count) => `Number: ${count}`,
  warning: (left, before) =>
    `${left} of ${before} pupils leave: more than half. If that is right, send the file with confirm=true.`,
};

const textsOf: Readonly<Record<Locale, Texts>> = { nl: dutch, en: english };

interface Changes {
  readonly plan: RosterPlan;
  readonly details: RosterDetails;
  readonly formerPupils: readonly FormerPupil[];
}

/**
 * Writes a line for each change, with pupils first. The column `warning` is there only when more than
 * half of the pupils leave, and filled in its first line.
 */
export function* writeRosterTable(
  { plan, details, formerPupils }: Changes,
  locale: Locale,
): Steps<string> {
  const texts = textsOf[locale];
  const differencesIn = differenceText(texts);
  const left = new Set(plan.pupils.left);
  const pupils = yield* mapInSteps(
    details.pupils,
    (pupil): Line => ({
      ...lineOf("pupil", pupil.change, texts),
      ...nameOf(pupil),
      externalId: pupil.externalId,
      group: pupil.group,
      difference: differencesIn(pupil),
      explanation: explanationOf(pupil, texts),
    }),
  );
  const former = yield* mapInSteps(
    formerPupils.filter(({ externalId }) => !left.has(externalId)),
    (pupil): Line => ({
      ...lineOf("pupil", "former", texts),
      ...nameOf(pupil),
      externalId: pupil.externalId,
      explanation: texts.former(pupil.leftDate),
    }),
  );
  const groups = yield* mapInSteps(
    details.groups,
    (group): Line => ({
      ...lineOf("group", group.change, texts),
      externalId: group.externalId,
      group: group.name,
      difference: differencesIn(group),
      explanation: group.change === "left" ? texts.groupLeft : "",
    }),
  );
  const teachers = yield* mapInSteps(
    details.teachers,
    (teacher): Line => ({
      ...lineOf("teacher", teacher.change, texts),
      ...nameOf(teacher),
      externalId: teacher.externalId,
      group: teacher.groups.join(", "),
      difference: differencesIn(teacher),
      explanation: teacher.change === "left" ? texts.teacherLeft : "",
    }),
  );
  const kept = { pupil: plan.pupils, group: plan.groups, teacher: plan.teachers };
  const unchanged = Object.entries(kept).map(([kind, { unchanged }]) => ({
    ...lineOf(kind as Kind, "unchanged", texts),
    explanation: texts.unchanged(unchanged.length),
  }));
  const [first = {}, ...others]: readonly Line[] = [
    ...pupils,
    ...former,
    ...groups,
    ...teachers,
    ...unchanged,
  ];
  const warning = warningAbout(plan, texts);
  const shown = rosterTableColumns.filter((one) => one !== "warning" || warning !== undefined);
  const lines = [{ ...first, ...(warning !== undefined && { warning }) }, ...others];
  return yield* writeCsvInSteps(shown, lines, ";", (column) => titleOf(column, locale));
}

/** The key of a group or a teacher is not the number of a pupil. */
function titleOf(column: Column, locale: Locale): string {
  return locale === "nl" && column === "externalId" ? "sleutel" : columnTitle(column, locale);
}

function lineOf(kind: Kind, change: Change, { kinds, changes }: Texts): Line {
  return { kind: kinds[kind], change: changes[change] };
}

function nameOf({ firstName, infix, lastName }: FormerPupil | PupilDetail | TeacherDetail): Line {
  return { firstName, infix, lastName };
}

function explanationOf({ change, leftDate }: PupilDetail, texts: Texts): string {
  switch (change) {
    case "left":
      return leftDate === null ? texts.left : texts.leftOn(leftDate);
    case "returned":
      return texts.returned;
    case "moved":
      return texts.moved;
    default:
      return "";
  }
}

interface Different {
  readonly differences: readonly string[];
  readonly before: object | null;
}

/** Returns a function that writes differences such as `groep: 3A → 4A; ECK iD`. */
function differenceText({ properties, empty }: Texts) {
  const textOf = (value: unknown) => [value ?? []].flat().join(", ") || empty;
  return ({ differences, before, ...row }: Different): string => {
    const now: Readonly<Record<string, unknown>> = row;
    const then: Readonly<Record<string, unknown>> = { ...before };
    return differences
      .map((name) => {
        const title = properties[name] ?? name;
        return name in then ? `${title}: ${textOf(then[name])} → ${textOf(now[name])}` : title;
      })
      .join("; ");
  };
}

function warningAbout(plan: RosterPlan, texts: Texts): string | undefined {
  if (!losesTooMany(plan)) return undefined;
  const { left, changed, moved, unchanged } = countChanges(plan.pupils);
  return texts.warning(left, left + changed + moved + unchanged);
}
