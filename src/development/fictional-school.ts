// The school of a development start. All people are fictional, and 99XX is not an issued BRIN.
import type { Roster, RosterGroup, RosterPupil, RosterTeacher } from "../domain/roster/roster.ts";

export const fictionalSchool: {
  readonly brin: string;
  readonly name: string;
  readonly roster: Roster;
  /** Keys of the publishers whose software the school uses. */
  readonly publishers: readonly string[];
} = {
  brin: "99XX",
  name: "Basisschool De Regenboog",
  publishers: ["malmberg"],
  roster: {
    groups: [group("GR1", "Kabouters", "1"), group("GR4A", "4A", "4"), group("GR78", "7/8", "C")],
    teachers: [
      teacher("lk-1", ["Marloes", "van den", "Heuvelrug"], ["GR1"]),
      teacher("lk-2", ["Youssef", null, "Zonnestein"], ["GR4A"]),
      teacher("lk-3", ["Annelies", "de", "Regenwolk"], ["GR4A", "GR78"]),
    ],
    pupils: [
      pupil("1001", ["Zoë", null, "Appelboom"], "GR1", { picture: "hedgehog" }),
      pupil("1002", ["Daan", "de", "Kikkervis"], "GR1", { picture: "frog" }),
      pupil("1003", ["Noor", "van 't", "Zandpad"], "GR1", { picture: "owl" }),
      pupil("1004", ["İpek", null, "Yıldızgül"], "GR1", { picture: "rabbit" }),
      pupil("1005", [null, null, "Stiltebos"], "GR1"),
      pupil("1006", ["Quinty", "van der", "Molenwiek"], "GR4A"),
      pupil("1007", ["Sem", "de", "Kikkervis"], "GR4A"),
      pupil("1008", ["Renée", "d'", "Aubépine"], "GR4A"),
      pupil("1009", ["Ayoub", "el", "Warda"], "GR4A", { groups: ["GR78"] }),
      pupil("1010", ["Anne-Fleur", "ter", "Waterlelie"], "GR4A"),
      pupil("1011", ["Björn", null, "Appelboom"], "GR78"),
      pupil("1012", ["Fenna", "van der", "Molenwiek"], "GR78"),
      pupil("1013", ["Łucja", null, "Słoneczna"], "GR78"),
      pupil("1014", ["Mees", null, "IJsvogel-Duinroos"], "GR78"),
    ],
  },
};

type Name = readonly [firstName: string | null, infix: string | null, lastName: string];

/** `C` is EDEXML's year group of a group with several years. */
function group(externalId: string, name: string, yearGroup: string): RosterGroup {
  return { externalId, name, yearGroup };
}

function teacher(externalId: string, name: Name, groups: readonly string[]): RosterTeacher {
  const [firstName, infix, lastName] = name;
  return { externalId, firstName, infix, lastName, groups, roles: [] };
}

function pupil(
  externalId: string,
  [firstName, infix, lastName]: Name,
  group: string,
  rest: Partial<Pick<RosterPupil, "picture" | "groups">> = {},
): RosterPupil {
  const name = { firstName, infix, lastName };
  return { externalId, eckId: null, ...name, picture: null, group, groups: [], ...rest };
}
