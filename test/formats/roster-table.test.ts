import t from "tap";
import { describeChangesInSteps } from "../../src/domain/roster/details.ts";
import { type CurrentRoster, planRoster } from "../../src/domain/roster/plan.ts";
import type { SentRoster } from "../../src/domain/roster/roster.ts";
import { finish } from "../../src/domain/steps.ts";
import { writeRosterTable } from "../../src/formats/roster-table.ts";
import { pupil } from "../support/families/roster-pupil.ts";

const group = (externalId: string, name = externalId) => ({ externalId, name, yearGroup: null });
const teacher = {
  externalId: "t1",
  firstName: "Joke",
  infix: null,
  lastName: "Berk",
  groups: ["4A"],
  roles: [],
};
const here = [
  pupil("1", { firstName: "Lotte" }),
  pupil("2"),
  pupil("3"),
  pupil("4", { infix: "de", groups: ["5A"] }),
  pupil("5"),
];
const current: CurrentRoster = {
  groups: [group("4A"), group("5A")],
  teachers: [teacher],
  pupils: [...here.map((one) => ({ ...one, hasLeft: false })), { ...pupil("6"), hasLeft: true }],
};

const tableOf = (wanted: SentRoster, locale: "nl" | "en") => {
  const plan = planRoster(current, wanted);
  const details = finish(describeChangesInSteps(current, wanted, plan, { showsPeople: true }));
  const { formerPupils = [] } = wanted;
  return finish(writeRosterTable({ plan, details, formerPupils }, locale))
    .replaceAll('"', "")
    .trim()
    .split("\r\n");
};

const changed: SentRoster = {
  groups: [group("4A", "4 bis")],
  teachers: [],
  pupils: [
    pupil("3"),
    pupil("4", { lastName: "Vos", eckId: "E" }),
    pupil("5", { group: null }),
    pupil("6"),
    pupil("7"),
  ],
  formerPupils: [
    { externalId: "2", firstName: null, infix: null, lastName: null, leftDate: "2026-08-31" },
    { externalId: "8", firstName: "Ans", infix: null, lastName: "Wit", leftDate: "2026-01-31" },
  ],
};

t.test("a coordinator reads who leaves, returns, comes, moves and changes, and what", async (t) => {
  t.strictSame(tableOf(changed, "nl"), [
    "soort;wijziging;sleutel;roepnaam;voorvoegsel;achternaam;groep;verschil;uitleg",
    "leerling;vertrekt;1;Lotte;;Hof;4A;;Staat niet meer in het bestand en kan thuis niet meer inloggen.",
    "leerling;vertrekt;2;Wimpie;;Hof;4A;;Heeft uitstroomdatum 2026-08-31 en kan thuis niet meer inloggen.",
    "leerling;terug;6;Wimpie;;Hof;4 bis;;Was van school: vul de adressen opnieuw in.",
    "leerling;nieuw;7;Wimpie;;Hof;4 bis;;",
    "leerling;andere groep;5;Wimpie;;Hof;;groep: 4A → (leeg);Houdt adressen en wachtwoorden.",
    "leerling;gewijzigd;4;Wimpie;;Vos;4 bis;voorvoegsel: de → (leeg); achternaam: Hof → Vos; andere groepen: 5A → (leeg); ECK iD;",
    "leerling;al van school;8;Ans;;Wit;;;Heeft uitstroomdatum 2026-01-31 en doet niet mee.",
    "groep;vertrekt;5A;;;;5A;;Vervalt met de instellingen van de groep.",
    "groep;gewijzigd;4A;;;;4 bis;naam: 4A → 4 bis;",
    "leerkracht;vertrekt;t1;Joke;;Berk;4A;;Kan niet meer bij de leerlingen.",
    "leerling;ongewijzigd;;;;;;;Aantal: 1",
    "groep;ongewijzigd;;;;;;;Aantal: 0",
    "leerkracht;ongewijzigd;;;;;;;Aantal: 0",
  ]);
});

t.test("in English the columns and values are those of JSON", async (t) => {
  const [header, ...lines] = tableOf(changed, "en");
  t.equal(header, "kind;change;externalId;firstName;infix;lastName;group;difference;explanation");
  t.match(lines, [
    "pupil;left;1;Lotte;;Hof;4A;;Is no longer in the file and cannot log in at home any more.",
    "pupil;left;2;Wimpie;;Hof;4A;;Has the uitstroomdatum 2026-08-31 and cannot log in at home any more.",
    /^pupil;returned;6;.*Had left: enter the addresses again\.$/,
    /^pupil;added;7;/,
    /;moved;5;.*group: 4A → \(empty\);Keeps addresses and passwords\.$/,
    /;changed;4;.*infix: de → \(empty\); lastName: Hof → Vos; groups: 5A → \(empty\); eckId;$/,
    /;former;8;Ans;;Wit;;;Has the uitstroomdatum 2026-01-31 and takes no part\.$/,
    /^group;left;5A;.*Is deleted with its settings\.$/,
    /^group;changed;4A;/,
    /^teacher;left;t1;.*Has no access to the pupils any more\.$/,
    "pupil;unchanged;;;;;;;Number: 1",
    "group;unchanged;",
    "teacher;unchanged;",
  ]);
});

t.test("a roster without most of the pupils has a warning in its first line", async (t) => {
  const half: SentRoster = { groups: [group("4A")], teachers: [], pupils: [pupil("3")] };
  const [header, first, second] = tableOf(half, "nl");
  t.match(header, /;let op$/);
  t.match(
    first,
    /;Van de 5 leerlingen vertrekken er 4: meer dan de helft\. Klopt dat, stuur het bestand dan met confirm=true\.$/,
  );
  t.match(second, /;$/);
  t.match(tableOf(half, "en")[1], /;4 of 5 pupils leave: more than half\./);
});
