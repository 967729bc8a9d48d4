import { contactPlace } from "../../domain/school/contact.ts";
import { formatsOf, type MailTexts } from "./texts.ts";

export const nl: MailTexts = {
  locale: "nl",
  formats: formatsOf("nl-NL"),
  below: "Nederlandse tekst staat hieronder.",
  greeting: "Hallo,",
  neutral: { child: "uw kind", school: "de school" },
  subject: {
    activation: (names, schools) => `Thuis inloggen voor ${names} (${schools})`,
    links: (names, schools) => `Thuis inloggen: nieuwe link voor ${names} (${schools})`,
    reminder: (names, schools) => `Thuis inloggen: link voor ${names} verloopt bijna (${schools})`,
    "address-removed": (names, schools) =>
      `Thuis inloggen: dit e-mailadres hoort niet meer bij ${names} (${schools})`,
    "address-added": (names, schools) =>
      `Thuis inloggen: nog een e-mailadres voor ${names} (${schools})`,
    "password-notice": (name, school) =>
      `Thuis inloggen: wachtwoord gemaakt voor ${name} (${school})`,
  },
  title: {
    activation: "Thuis inloggen",
    links: "Uw nieuwe link",
    reminder: "Uw link verloopt bijna",
    "address-removed": "Dit e-mailadres is weggehaald",
    "address-added": "Er is een e-mailadres bij gekomen",
    "password-notice": "Er is een wachtwoord gemaakt",
  },
  activation: (names, count, source) => [
    `${names} ${count === 1 ? "kan" : "kunnen"} nu ook thuis inloggen op de leersoftware van school: ` +
      "de programma’s waarmee kinderen in de klas leren. " +
      {
        school: "De school gaf hiervoor dit e-mailadres op. ",
        letter: "Dit e-mailadres is hiervoor ingevuld met de code uit de brief van school. ",
        several: "",
      }[source] +
      (count === 1
        ? "U hoeft alleen nog een wachtwoord te maken."
        : "U hoeft alleen nog voor elk kind een wachtwoord te maken."),
  ],
  links: (names, count) => [
    "U hebt een nieuwe link gevraagd om thuis in te loggen op de leersoftware van school. " +
      (count === 1
        ? `Hieronder staat de link voor ${names}.`
        : "Hieronder staat een link voor elk kind dat bij dit e-mailadres hoort."),
    "Links uit uw vorige mails kunnen ook nog werken, tot u een wachtwoord maakt. " +
      "Het wachtwoord dat u al had, blijft werken tot u een nieuw wachtwoord maakt.",
  ],
  reminder: (names, count) => [
    `Er is nog geen wachtwoord gemaakt waarmee ${names} thuis ${count === 1 ? "kan" : "kunnen"} ` +
      "inloggen op de leersoftware van school.",
    count === 1
      ? "De link hieronder is dezelfde als in de mail die u al kreeg. Hij werkt nog een paar dagen."
      : "De links hieronder zijn dezelfde als in de mail die u al kreeg. Ze werken nog een paar dagen.",
  ],
  addressRemoved: (names, schools, count) => [
    `${names} (${schools}) ${count === 1 ? "kan" : "kunnen"} niet meer thuis inloggen met dit ` +
      "e-mailadres. Het wachtwoord dat erbij hoorde en de links uit eerdere mails werken niet meer.",
    "Dat komt door een wijziging op school. Er is bijvoorbeeld een ander e-mailadres doorgegeven, " +
      "of uw kind zit niet meer op deze school.",
    `Had u dit niet verwacht? Vraag het dan aan de school${contactPlace}. Anders hoeft u niets te doen.`,
    "Horen er nog andere kinderen bij dit e-mailadres? Voor hen verandert er niets.",
  ],
  addressAdded: (names, schools, count) => [
    `Voor ${names} (${schools}) is nog een e-mailadres toegevoegd, met de code uit de brief van school. ` +
      `Op dat adres ${count === 1 ? "kan uw kind" : "kunnen uw kinderen"} thuis inloggen met een eigen wachtwoord.`,
    "Voor dit e-mailadres verandert er niets. Het wachtwoord dat erbij hoort, blijft werken. " +
      "U ziet elkaars adres niet.",
    `Had u dit niet verwacht? Vraag het dan aan de school${contactPlace}: die kan het andere adres weghalen. ` +
      "Anders hoeft u niets te doen.",
  ],
  passwordNotice: (name, school, moment, use) => [
    `Op ${moment} uur is er een ${use === "password-reset" ? "nieuw " : ""}wachtwoord gemaakt ` +
      `waarmee ${name} (${school}) thuis kan inloggen op de leersoftware van school.`,
    ...{
      activation: [],
      "password-reset": ["Het oude wachtwoord werkt nu niet meer."],
      unknown: ["Was er al een wachtwoord? Dat werkt nu niet meer."],
    }[use],
  ],
  makePassword: {
    activation: (name) => `Maak een wachtwoord voor ${name}`,
    "password-reset": (name) => `Maak een nieuw wachtwoord voor ${name}`,
  },
  worksUntil: (moment) => `Deze link werkt tot ${moment} uur.`,
  logIn: "Thuis inloggen",
  notYou:
    "Hebt u dit wachtwoord niet gemaakt, en ook niemand bij u thuis? " +
    "Maak dan meteen een nieuw wachtwoord. Het andere werkt daarna niet meer.",
  makeNewPassword: "Nieuw wachtwoord maken",
  goodToKnow: "Goed om te weten",
  userName: "Dit e-mailadres is de gebruikersnaam.",
  passwordPerChild: "Kies voor elk kind een ander wachtwoord: daaraan zien we wie er inlogt.",
  worksOnce:
    "Elke link werkt één keer. Werkt hij niet meer? Open hem toch: daar vraagt u een nieuwe aan.",
  onlyYours: "De school kan het wachtwoord niet zien.",
  unexpected: {
    activation:
      "Had u deze mail niet verwacht? Dan hoeft u niets te doen. " +
      "Is dit niet uw kind? Open dan de link: daar kunt u het ons zeggen.",
    reminder:
      "Wilt u geen wachtwoord maken? Dan hoeft u niets te doen. We herinneren u er niet nog een keer aan.",
    links:
      "Hebt u hier niet om gevraagd? Dan hoeft u niets te doen. " +
      "Er verandert niets zolang niemand een wachtwoord maakt.",
  },
  footer: `Antwoorden op deze mail worden niet gelezen. Hebt u een vraag? Vraag het de school${contactPlace}.`,
  notices: { privacy: "Uw gegevens", accessibility: "Toegankelijkheid" },
  others: (count) => `nog ${count}`,
  nameless: (count, areOthersNamed) => {
    if (areOthersNamed) return count === 1 ? "nog een kind" : `nog ${count} kinderen`;
    return count === 1 ? "uw kind" : "uw kinderen";
  },
};
