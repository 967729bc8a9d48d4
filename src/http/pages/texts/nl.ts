import { passwordLengthMax } from "../../../domain/password.ts";
import { contactPlace } from "../../../domain/school/contact.ts";
import { listFormat } from "../../../formats/region-formats.ts";
import { notices } from "./notices/nl.ts";
import { type PageTexts, timestampFormat } from "./texts.ts";

const list = listFormat("nl-NL");

export const nl: PageTexts = {
  locale: "nl",
  isReviewed: true,
  language: "Nederlands",
  moment: timestampFormat("nl-NL"),
  skip: "Naar de inhoud",
  footer: `Lukt het niet? Vraag de school om hulp${contactPlace}.`,
  notices,
  problem: "Let op",
  failed: "Dat is niet gelukt",
  linkUsed: "Er is al een wachtwoord",
  languages: "Taal",
  child: "uw kind",
  email: "E-mailadres",
  emailHint: "Het adres waarop u de mail kreeg.",
  password: "Wachtwoord",
  show: "Toon wachtwoord",
  hide: "Verberg wachtwoord",
  nextStep: {
    "/": "Ga naar het begin",
    "/forgot": "Vraag hier een nieuwe link aan",
    "/login": "Ga naar inloggen",
    "/login/password": "Log in met het wachtwoord",
  },
  logInVia: (name) => `Log in via ${name}`,

  activate: {
    title: "Wachtwoord maken",
    wait: "Een ogenblik, we openen uw link.",
    noScript:
      "Uw browser voert geen scripts uit, daarom kunnen we de link niet voor u openen. Zet JavaScript " +
      "aan, of plak de link hieronder.",
    noLink:
      "Open de link uit de mail opnieuw. Lukt dat niet? Kopieer de link in de mail en plak hem hier.",
    link: "De link uit de mail",
    linkHint:
      "Houd uw vinger op de link in de mail, of klik erop met de rechtermuisknop, en kies ‘Kopieer’.",
    go: "Verder",
  },
  makePassword: {
    title: {
      activation: (name) => `Maak een wachtwoord voor ${name}`,
      "password-reset": (name) => `Maak een nieuw wachtwoord voor ${name}`,
    },
    school: "School",
    userName: "E-mailadres (dit is de gebruikersnaam)",
    policy: "Een goed wachtwoord",
    rules: (lengthMin) => [
      `heeft minstens ${lengthMin} tekens; een paar woorden achter elkaar mag ook`,
      "is niet alleen een naam en niet makkelijk te raden",
      "is voor elk kind op dit e-mailadres anders",
    ],
    missing: { one: "Nog 1 teken.", other: "Nog {count} tekens.", none: "Lang genoeg." },
    save: "Wachtwoord opslaan",
    worksUntil: (moment) => `Deze link werkt tot ${moment} uur.`,
  },
  decline: {
    notMyChild: "Dit is niet mijn kind",
    title: (name) => `Is ${name} niet uw kind?`,
    thisChild: "dit kind",
    consequences: (name, school) => [
      `Dan vertellen we de school (${school}) dat dit e-mailadres niet bij ${name} hoort.`,
      `De link werkt daarna niet meer, en u krijgt geen mail meer over ${name}, tenzij de school ` +
        "er opnieuw een stuurt. Voor andere kinderen op dit e-mailadres verandert er niets.",
      "Weet u het zeker?",
    ],
    confirm: "Ja, dit is niet mijn kind",
    back: "Nee, terug naar het wachtwoord",
    done: {
      title: "Bedankt, de school ziet het nu",
      lines: ["De link werkt niet meer. U hoeft verder niets te doen en kunt deze pagina sluiten."],
    },
  },
  passwordMade: {
    title: (name) => `Het wachtwoord voor ${name} is gemaakt`,
    others: (names) =>
      names.length === 1
        ? `In uw mail staat ook nog een link voor ${list.format(names)}. Open die daarna ook.`
        : `In uw mail staan ook nog links voor ${list.format(names)}. Open die daarna ook.`,
    otherChild: "een ander kind",
    logIn: "U kunt er nu mee inloggen.",
  },
  login: {
    title: "Thuis inloggen",
    intro: "Met het e-mailadres waarop u de mail kreeg, en het wachtwoord van uw kind.",
    submit: "Inloggen",
    forgot: "Wachtwoord vergeten, of werkt de link niet meer?",
  },
  forgot: {
    title: "Nieuwe link aanvragen",
    intro:
      "Vul het e-mailadres in dat de school van u heeft. We sturen een mail met een link voor elk " +
      "kind dat erbij hoort. Daarmee maakt u een nieuw wachtwoord.",
    submit: "Stuur mij een mail",
  },
  start: {
    title: "Begin met de brief van school",
    intro:
      "Vul uw e-mailadres in. U krijgt een mail met een link om een wachtwoord te maken. Daarmee kan uw kind thuis inloggen.",
    code: "Code",
    codeHint: "De twaalf letters en cijfers op de brief.",
    emailHint: "Hier komt de mail. Dit adres wordt ook de gebruikersnaam.",
    submit: "Stuur mij de mail",
    mistyped: {
      title: "Klopt uw e-mailadres?",
      typed: (email) => `U hebt dit ingevuld: ${email}`,
      meant: (suggestion) => `Bedoelt u misschien ${suggestion}?`,
      correct: (suggestion) => `Ja, gebruik ${suggestion}`,
      keep: (email) => `Nee, ${email} klopt`,
      back: "Iets anders invullen",
    },
    sent: {
      title: "Kijk straks in uw mail",
      lines: [
        "Klopt de code? Dan krijgt u een mail op het adres dat u hebt ingevuld. Daarin staat hoe u een wachtwoord maakt.",
        "Meestal komt de mail binnen een paar minuten. Op veel scholen kijkt de leerkracht eerst naar het adres. Dan duurt het langer.",
        "Krijgt u geen mail? Kijk bij de ongewenste mail, en kijk of u de code goed hebt overgenomen. De code van een oude brief werkt niet meer.",
      ],
      again: "Code opnieuw invullen",
    },
  },
  linksRequested: {
    title: "Kijk in uw mail",
    lines: [
      "Is het e-mailadres bij ons bekend? Dan staat er binnen een paar minuten een mail voor u klaar.",
      "Geen mail gekregen? Kijk bij de ongewenste mail (spam). Staat hij daar ook niet, vraag " +
        "dan de school met welk e-mailadres u bekend bent.",
    ],
  },
  home: {
    title: (name) => (name === null ? "Hallo" : `Hallo ${name}`),
    software: "Wat wil je openen?",
    noSoftware: `Je bent ingelogd. Er is nu niets om thuis te openen; vraag het op school${contactPlace}.`,
    logOut: "Uitloggen",
  },
  launch: {
    title: (publisher) => `Je gaat naar ${publisher}`,
    wait: "Een ogenblik, het gaat vanzelf. Gebeurt er niets? Druk dan op de knop.",
    go: (publisher) => `Verder naar ${publisher}`,
    back: "Terug naar het begin",
  },

  pictures: {
    names: {
      sun: "zon",
      moon: "maan",
      star: "ster",
      tree: "boom",
      flower: "bloem",
      apple: "appel",
      house: "huis",
      boat: "boot",
      bicycle: "fiets",
      ball: "bal",
      key: "sleutel",
      umbrella: "paraplu",
      cat: "kat",
      bear: "beer",
      fish: "vis",
      heart: "hart",
    },
    remember: "Onthoud dit apparaat",
    rememberHint: (name) =>
      `Laat dit apparaat onthouden: dan kan ${name} hier met plaatjes inloggen. Doe dit alleen op een apparaat van uzelf.`,
    who: "Wie ben jij?",
    withPassword: "Inloggen met het wachtwoord",
    me: "Ik",
    byPassword: "met wachtwoord",
    missing:
      "Staat uw kind er niet bij? Log in met het wachtwoord. Mag de groep met plaatjes inloggen, dan " +
      "kiest u ze daar samen.",
    greeting: (name) => (name === null ? "Dag!" : `Dag ${name}!`),
    next: (place, count) => `Kies plaatje ${place} van ${count}.`,
    undo: "Eén terug",
    again: "Begin opnieuw",
    make: (name) => `Plaatjes kiezen voor ${name}`,
    makeIntro:
      "Kies samen vier plaatjes. Uw kind tikt ze straks in dezelfde volgorde aan. Laat anderen niet " +
      "meekijken.",
    chosen: "Gekozen",
    rememberThem:
      "Dit zijn de plaatjes. Onthoud ze samen, op volgorde: later ziet niemand ze meer.",
    save: "Plaatjes bewaren",
    heading: "Inloggen met plaatjes",
    none: "Je hebt nog geen plaatjescode.",
    made: "Je kunt op een onthouden apparaat inloggen met je plaatjes.",
    toMake: "Plaatjescode maken",
    toRenew: "Nieuwe plaatjescode maken",
    devices: "Onthouden apparaten",
    thisDevice: "dit apparaat",
    addedAt: (moment) => `toegevoegd op ${moment} uur`,
    usedAt: (moment) => `laatst gebruikt op ${moment} uur`,
    forget: "Vergeten",
  },

  problems: {
    "invalid-request": "Er is iets niet goed ingevuld.",
    unauthorized: "U bent niet meer ingelogd. Log opnieuw in.",
    forbidden: "Dit formulier kwam niet van onze eigen pagina. Open de pagina opnieuw.",
    "not-found": "Wat u zoekt, staat hier niet. Misschien is het weg, of klopt het adres niet.",
    "method-not-allowed": "Deze pagina kan niet zo worden geopend. Begin opnieuw.",
    "not-acceptable": "Uw browser vraagt deze pagina in een vorm die we niet hebben.",
    "content-too-large": "Wat u hebt ingevuld is te lang. Vul het opnieuw in.",
    "unsupported-media-type": "Uw browser stuurde het formulier in een vorm die we niet kennen.",
    "too-many-requests": "Er is te vaak achter elkaar geprobeerd.",
    "internal-error": "Er ging bij ons iets mis. Probeer het over een paar minuten opnieuw.",
    unavailable: "Het is nu erg druk. Probeer het over een minuut opnieuw.",
    "link-unknown":
      "We kennen deze link niet. Misschien is hij niet helemaal meegekomen, of heeft de school het " +
      "e-mailadres veranderd.",
    "link-expired": "Deze link is verlopen.",
    "link-used":
      "Met deze link, of met een andere uit onze mails, is al een wachtwoord gemaakt. Daarmee kunt " +
      "u inloggen. Weet u het niet meer? " +
      "Vraag dan een nieuwe link aan.",
    "link-replaced":
      "Er is een nieuwere mail met een nieuwe link; deze oude werkt niet meer. Gebruik de link uit " +
      "de nieuwste mail.",
    "link-refused":
      `Met deze link is gezegd dat dit niet uw kind is. Klopt dat niet? Vraag dan de school${contactPlace} om een ` +
      "nieuwe mail.",
    "network-environment": "De kinderen van deze school loggen thuis op een andere plek in.",
    "address-limit":
      "Bij dit kind staan al twee e-mailadressen. Is een daarvan van u? Vraag dan een nieuwe link aan. " +
      "Anders kan de school er een weghalen.",
    "not-an-invitation":
      "Deze link is voor een nieuw wachtwoord. Is dit niet uw kind? Dan hoeft u niets te doen met deze mail, of u " +
      `vraagt de school${contactPlace} om uw adres weg te halen.`,
    "password-rejected": "Dit wachtwoord kan niet. Uw link werkt nog.",
    "password-taken-by-sibling":
      "Een ander kind op dit e-mailadres heeft dit wachtwoord al. Aan het wachtwoord zien we wie er " +
      "inlogt.",
    "wrong-email-or-password":
      "Het e-mailadres en het wachtwoord horen niet bij elkaar. Kijk of er geen tikfout in staat.",
    "wrong-pictures": "Dat waren niet de goede plaatjes. Probeer het nog een keer.",
    "pictures-off":
      "Inloggen met plaatjes kan nu niet voor dit kind. Misschien zijn er nog geen plaatjes gekozen, " +
      "logt de groep in met een wachtwoord, of ging het te vaak mis. Het wachtwoord werkt wel.",
    "device-unknown":
      "Dit apparaat wordt niet meer onthouden. Log in met het wachtwoord, en laat het opnieuw onthouden.",
  },
  wait: (seconds) =>
    seconds < 60
      ? `Probeer het over ${seconds} ${seconds === 1 ? "seconde" : "seconden"} opnieuw.`
      : `Probeer het over ${Math.ceil(seconds / 60)} ${seconds <= 60 ? "minuut" : "minuten"} opnieuw.`,
  invalid: {
    code: "Vul de code in die op de brief staat: twaalf letters en cijfers.",
    email: "Vul een e-mailadres in, zoals naam@voorbeeld.nl.",
    token: "Plak hier de hele link uit de mail.",
    password: "Vul een wachtwoord in.",
  },
  makeDifferent:
    "Maak het wachtwoord anders: zet er bijvoorbeeld een woord bij dat bij dit kind past.",
  passwordErrors: {
    malformed: () => "Er staan tekens in die niet kunnen. Typ het wachtwoord opnieuw.",
    "too-short": (lengthMin) =>
      `Het is te kort: neem minstens ${lengthMin} tekens, bijvoorbeeld twee of drie woorden.`,
    "too-long": () => `Het is te lang: neem hoogstens ${passwordLengthMax} tekens.`,
    breached: () =>
      "Veel mensen gebruiken dit wachtwoord, dus het is makkelijk te raden. Kies iets eigens.",
    "contains-name": () =>
      "Het is bijna alleen een naam of een woord waar anderen snel aan denken. Zet er woorden bij die daar niets mee te maken hebben.",
  },
};
