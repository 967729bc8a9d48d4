import { contactPlace } from "../../../../domain/school/contact.ts";
import { dateFormat, listFormat } from "../../../../formats/region-formats.ts";
import { durationFormat, type NoticeTexts } from "./notices.ts";

export const notices: NoticeTexts = {
  duration: durationFormat("nl-NL"),
  date: dateFormat("nl-NL", { dateStyle: "long" }),
  list: listFormat("nl-NL"),
  privacy: {
    link: "Uw gegevens",
    title: "Wat we van u en uw kind bewaren",
    responsible: {
      heading: "Wie beslist",
      lines: [
        "De school van uw kind beslist wat er met deze gegevens gebeurt. Dat hoort bij haar taak om " +
          "onderwijs te geven. Thuisinlog bewaart de gegevens voor de school en gebruikt ze nergens " +
          "anders voor: er is geen reclame, en we volgen niet wat uw kind doet.",
      ],
    },
    operator: (name) => `Thuisinlog wordt voor de school verzorgd door ${name}.`,
    kept: {
      heading: "Wat we bewaren, en waarom",
      lines: [],
      items: [
        "De naam, de groep en het nummer van uw kind in de leerlingadministratie. Die komen van de " +
          "school. Zo weten we wie er inlogt.",
        "Het ECK iD van uw kind, als de school dat gebruikt. Daaraan herkent leersoftware uw kind.",
        "Uw e-mailadres. De school kreeg het van u. Het is de gebruikersnaam, en we sturen er de " +
          "mails naartoe.",
        "Het wachtwoord en de plaatjes van uw kind, onleesbaar gemaakt. Niemand kan ze teruglezen, " +
          "ook wij niet.",
        "Wanneer er is ingelogd, en welke apparaten u laat onthouden, zoals ‘Chrome op Android’.",
        "Welke mails we stuurden, en of ze aankwamen.",
        "Wat er aan het inloggen is veranderd, en door wie. Zo kan de school dat later nagaan.",
      ],
      after: [
        "We bewaren geen burgerservicenummer, geboortedatum, woonadres of foto.",
        "We gebruiken alleen cookies die nodig zijn: om ingelogd te blijven, een apparaat te " +
          "onthouden en uw taal te bewaren.",
      ],
    },
    shared: {
      heading: "Wie de gegevens krijgt",
      lines: [],
      items: [
        "De leerkrachten van uw kind en de ICT-coördinator van de school zien uw e-mailadres, en of " +
          "er een wachtwoord is gemaakt. Het wachtwoord zien ze niet.",
        "De andere ouder ziet uw e-mailadres niet.",
        "De bedrijven die voor ons de mails versturen en de computers beheren.",
        "Een maker van leersoftware, pas als uw kind is ingelogd en de software opent. Die krijgt een " +
          "nummer dat alleen bij hem hoort. Alleen als hij het nodig heeft en de school het goedvindt, " +
          "krijgt hij ook de voornaam, de groep, het ECK iD of de school.",
      ],
    },
    data: {
      pseudonym: "een eigen nummer",
      "first-name": "de voornaam",
      group: "de groep",
      "eck-id": "het ECK iD",
      school: "de school",
    },
    perPublisher: (childName) => `Dit krijgen de makers van de software van ${childName}:`,
    noPublisher: (childName) => `De school heeft voor ${childName} geen leersoftware aangezet.`,
    logIn: "Log in om te zien wat elke maker over uw kind krijgt.",
    periods: ({ link, resetLink, session, device, mails, retention, audit }) => ({
      heading: "Hoe lang we het bewaren",
      lines: [],
      items: [
        "Zolang uw kind op school zit en de school uw e-mailadres niet weghaalt. Gaat uw kind van " +
          `school, dan werkt inloggen meteen niet meer. Na ${retention} wissen we alles; de school mag ` +
          "een andere tijd kiezen, van hoogstens een jaar.",
        `Een link in een eerste mail werkt ${link}, tenzij de school iets anders koos. Een link voor ` +
          `een nieuw wachtwoord werkt ${resetLink}.`,
        `Inloggen geldt tot u uitlogt, en hoogstens ${session}.`,
        `Een apparaat wordt onthouden tot u het laat vergeten, of tot ${device} na het laatste gebruik.`,
        `Wat we over een mail weten: ${mails} nadat hij is verstuurd; van de nieuwste mail zolang uw ` +
          "adres bij ons staat.",
        `Wat er is veranderd en door wie: ${audit}, zonder naam en e-mailadres.`,
      ],
    }),
    rights: {
      heading: "Wat u kunt vragen",
      lines: [
        "U mag zien wat we bewaren, het laten verbeteren of laten wissen, en bezwaar maken. Vraag het " +
          `aan de school${contactPlace}; die kan het meteen voor u doen.`,
        "Kreeg u een mail over een kind dat niet van u is? Open de link in die mail en kies ‘Dit is " +
          "niet mijn kind’.",
        "Komt u er met de school niet uit? Dan kunt u een klacht indienen bij de toezichthouder:",
      ],
    },
    authority: "Autoriteit Persoonsgegevens",
  },
  accessibility: {
    link: "Toegankelijkheid",
    title: "Toegankelijk voor iedereen",
    standard: {
      heading: "Waar we ons aan houden",
      lines: [
        "Deze pagina’s en onze mails volgen WCAG 2.2, niveau A en AA. Dat is ook de eis van de Europese " +
          "norm EN\u00a0301\u00a0549.",
      ],
    },
    tests: (testedOn) => ({
      heading: "Hoe we dat nagaan",
      lines: [`Elke versie wordt getest; de laatste keer op ${testedOn}:`],
      items: [
        "elke pagina en elke mail met het testprogramma axe, licht en donker;",
        "het hele verhaal met alleen het toetsenbord;",
        "op een smal scherm (320 pixels), met tekst die twee keer zo groot is, en zonder scripts.",
      ],
    }),
    limits: {
      heading: "Wat we weten dat beter kan",
      lines: [],
      items: [
        "Inloggen met plaatjes vraagt dat een kind een rij van vier plaatjes onthoudt. Inloggen met " +
          "het wachtwoord kan altijd.",
        "De pagina’s zijn nog niet getest door mensen die elke dag met een schermlezer werken.",
        "Leersoftware van anderen opent op een eigen site. Daar gaan wij niet over.",
      ],
    },
    contact: {
      heading: "Lukt iets niet?",
      lines: [`Vertel het de school${contactPlace}, of ons. Dan zoeken we een oplossing.`],
    },
  },
  contactOperator: "Neem contact op met Thuisinlog",
};
