// Reads EDEXML 2.0 and 2.1, the export format of pupil administrations. Reads only what the roster
// needs and ignores other personal data (product rule 15).

import { invalidRequest } from "../domain/errors.ts";
import { say } from "../domain/messages/messages.ts";
import {
  type FormerPupil,
  type RosterGroup,
  type RosterPupil,
  type RosterTeacher,
  rosterErrors,
  type SentRoster,
} from "../domain/roster/roster.ts";
import { rosterLimits } from "../domain/roster/text.ts";
import { parseBrin } from "../domain/school/brin.ts";
import { isWithin } from "../domain/text.ts";
import {
  createEdexmlFields,
  type EdexmlFields,
  eckIdPlaceOf,
  keyPlaceOf,
  type XmlPlace,
} from "./edexml-fields.ts";
import { readXmlElements, type XmlElement } from "./xml-elements.ts";

const name = { roepnaam: {}, voorvoegsel: {}, achternaam: {} };
const shape = {
  EDEX: {
    school: { brincode: {}, dependancecode: {}, instellingsnummer: {}, xsdversie: {} },
    groepen: {
      "groep[]": { naam: {}, jaargroep: {} },
      "samengestelde_groep[]": { naam: {} },
    },
    leerlingen: {
      "leerling[]": {
        ...name,
        uitstroomdatum: {},
        groep: {},
        samengestelde_groepen: { "samengestelde_groep[]": {} },
      },
    },
    leerkrachten: {
      "leerkracht[]": {
        ...name,
        "rol[]": {},
        groepen: { "groep[]": {}, "samengestelde_groep[]": {} },
      },
    },
  },
};

/** Absent, or any 2.x. */
const versionPattern = /^(?:2(?:\.\d+)*)?$/;
const versionLengthMax = 20;

interface Expected {
  /** BRIN of the school; the file must be of this school. */
  readonly brin: string;
  /**
   * A pupil whose end date is before this date, such as `2026-09-01`, has left: it is one of the
   * former pupils of the roster.
   */
  readonly today: string;
}

/**
 * Reads the roster in a file. Throws `invalid-request` with all errors, up to `validationErrorsMax`,
 * each with the path and line of the element. They contain no value except the school and the version. Errors are malformed XML, the
 * wrong school, a missing or duplicate key, an unknown group, and a person without a name.
 */
export async function readEdexml(
  chunks: AsyncIterable<Uint8Array>,
  { brin, today }: Expected,
): Promise<SentRoster> {
  const fields = createEdexmlFields();
  const { report } = fields;
  const groups: RosterGroup[] = [];
  const teachers: RosterTeacher[] = [];
  const pupils: RosterPupil[] = [];
  const formerPupils = new Map<string, FormerPupil>();
  /** Maps pointers into the roster to positions in the file. */
  const places = new Map<string, XmlPlace>();

  function takeGroup(element: XmlElement): void {
    const externalId = fields.key(element);
    const name = fields.text(element, "naam");
    const yearGroup = fields.text(element, "jaargroep");
    if (name === null) report(element, say("edexml-no-naam"));
    if (externalId === undefined) return;
    places.set(`/groups/${groups.length}/externalId`, keyPlaceOf(element));
    groups.push({ externalId, name: name ?? "", yearGroup });
  }

  function takePupil(element: XmlElement): void {
    const leftDate = fields.date(element, "uitstroomdatum");
    if (leftDate !== null && leftDate < today) {
      const former = formerPupilOf(element, leftDate);
      if (former) formerPupils.set(former.externalId, former);
      return;
    }
    const at = `/pupils/${pupils.length}`;
    const own = fields.child(element, "groep");
    const combined = fields.child(element, "samengestelde_groepen");
    const externalId = fields.key(element);
    const pupil = {
      ...nameOf(element, fields),
      eckId: fields.eckId(element),
      picture: undefined,
      group: (own && fields.key(own)) ?? null,
      groups: groupsIn(combined, `${at}/groups`),
    };
    if (externalId === undefined) return;
    places.set(at, element).set(`${at}/externalId`, keyPlaceOf(element));
    places.set(`${at}/eckId`, eckIdPlaceOf(element)).set(`${at}/group`, own ?? element);
    pupils.push({ externalId, ...pupil });
  }

  function takeTeacher(element: XmlElement): void {
    const at = `/teachers/${teachers.length}`;
    const externalId = fields.key(element);
    const groups = groupsIn(fields.child(element, "groepen"), `${at}/groups`);
    const teacher = { ...nameOf(element, fields), groups, roles: fields.roles(element) };
    if (externalId === undefined) return;
    places.set(at, element).set(`${at}/externalId`, keyPlaceOf(element));
    teachers.push({ externalId, ...teacher });
  }

  function groupsIn(parent: XmlElement | undefined, at: string): string[] {
    const references = parent?.children ?? [];
    const { groupsMax } = rosterLimits;
    if (parent && references.length > groupsMax) {
      report(parent, say("edexml-groups", { max: groupsMax }));
    }
    const keys: string[] = [];
    for (const reference of references.slice(0, groupsMax)) {
      const key = fields.key(reference);
      if (key === undefined) continue;
      places.set(`${at}/${keys.length}`, reference);
      keys.push(key);
    }
    return keys;
  }

  function takeRoot(root: XmlElement): void {
    const school = fields.child(root, "school");
    if (school) checkSchool(school, brin, fields);
    else report(root, say("edexml-no-school"));
    if (!fields.child(root, "leerlingen")) report(root, say("edexml-no-leerlingen"));
    fields.child(root, "groepen");
    fields.child(root, "leerkrachten");
  }

  await readXmlElements(chunks, shape, {
    "/EDEX": takeRoot,
    "/EDEX/groepen/groep": takeGroup,
    "/EDEX/groepen/samengestelde_groep": takeGroup,
    "/EDEX/leerlingen/leerling": takePupil,
    "/EDEX/leerkrachten/leerkracht": takeTeacher,
  });

  // A pupil that left and came back may have an element for each time.
  for (const { externalId } of pupils) formerPupils.delete(externalId);
  const roster = { groups, teachers, pupils, formerPupils: [...formerPupils.values()] };
  for (const { pointer, detail } of rosterErrors(roster)) {
    report(places.get(pointer) ?? { path: "/EDEX", line: 1 }, detail);
  }
  const validationErrors = fields.validationErrors();
  if (validationErrors.length > 0) throw invalidRequest(validationErrors);
  return roster;
}

function checkSchool(school: XmlElement, brin: string, fields: EdexmlFields): void {
  const brincode = fields.child(school, "brincode");
  const dependancecode = fields.text(school, "dependancecode") ?? "";
  const version = fields.child(school, "xsdversie");
  const found = `${brincode?.text.trim() ?? ""}${dependancecode}`;
  if (!brincode) {
    const isFlemish = fields.child(school, "instellingsnummer") !== undefined;
    fields.report(school, say(isFlemish ? "edexml-flemish" : "edexml-no-brin"));
  } else if (parseBrin(found) !== brin) {
    fields.report(brincode, say("edexml-school", { found: shown(found), brin }));
  }
  const isKnown = (text: string) => isWithin(text, versionLengthMax) && versionPattern.test(text);
  if (version && !isKnown(version.text.trim())) {
    fields.report(version, say("edexml-version", { found: shown(version.text.trim()) }));
  }
}

/** Shows a value of the file that identifies no person, when it is short. */
function shown(value: string): string {
  return isWithin(value, versionLengthMax) ? value : "…";
}

/**
 * Reads a pupil that has left. Errors in its data are no errors of the file: it is not named then, or
 * has no name.
 */
function formerPupilOf(element: XmlElement, leftDate: string): FormerPupil | undefined {
  const fields = createEdexmlFields();
  const externalId = fields.key(element);
  if (externalId === undefined || fields.validationErrors().length > 0) return undefined;
  const name = nameOf(element, fields);
  const isReadable = fields.validationErrors().length === 0;
  return { externalId, ...(isReadable ? name : noName), leftDate };
}

const noName = { firstName: null, infix: null, lastName: null };

function nameOf(person: XmlElement, fields: EdexmlFields) {
  return {
    firstName: fields.text(person, "roepnaam"),
    infix: fields.text(person, "voorvoegsel"),
    lastName: fields.text(person, "achternaam"),
  };
}
