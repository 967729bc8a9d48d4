// Not yet read by a native speaker.
// A name cannot be declined here, so it is a subject or follows "dziecka o imieniu". Nothing shows a gender.

import { passwordLengthMax } from "../../../domain/password.ts";
import { contactPlace } from "../../../domain/school/contact.ts";
import { listFormat } from "../../../formats/region-formats.ts";
import { notices } from "./notices/pl.ts";
import { amountFormat, type Forms } from "./plural.ts";
import { type PageTexts, timestampFormat } from "./texts.ts";

const list = listFormat("pl-PL");
const amount = amountFormat("pl-PL");
const characters: Forms = { one: "znak", few: "znaki", many: "znaków" };
const seconds: Forms = { one: "sekundę", few: "sekundy", many: "sekund" };
const minutes: Forms = { one: "minutę", few: "minuty", many: "minut" };

const child = "twoje dziecko";
const thisChild = "to dziecko";

/** Says "for" with a name or with the words that replace it. */
function forChild(name: string): string {
  return name === child ? "dla twojego dziecka" : `dla dziecka o imieniu ${name}`;
}

export const pl: PageTexts = {
  locale: "pl",
  isReviewed: false,
  language: "Polski",
  moment: timestampFormat("pl-PL"),
  skip: "Przejdź do treści",
  footer: `Coś się nie udaje? Poproś szkołę o pomoc${contactPlace}.`,
  notices,
  problem: "Uwaga",
  failed: "To się nie udało",
  linkUsed: "Hasło jest już utworzone",
  languages: "Język",
  child,
  email: "Adres e-mail",
  emailHint: "Adres, na który przyszedł nasz mail.",
  password: "Hasło",
  show: "Pokaż hasło",
  hide: "Ukryj hasło",
  nextStep: {
    "/": "Przejdź na początek",
    "/forgot": "Poproś o nowy link",
    "/login": "Przejdź do logowania",
    "/login/password": "Zaloguj się hasłem",
  },
  logInVia: (name) => `Zaloguj się przez ${name}`,

  activate: {
    title: "Tworzenie hasła",
    wait: "Chwileczkę, otwieramy link.",
    noScript:
      "Ta przeglądarka nie uruchamia skryptów, dlatego nie możemy otworzyć linku za ciebie. Włącz " +
      "JavaScript albo wklej link poniżej.",
    noLink: "Otwórz jeszcze raz link z maila. Nie działa? Skopiuj link z maila i wklej go tutaj.",
    link: "Link z maila",
    linkHint:
      "Przytrzymaj palec na linku w mailu albo kliknij go prawym przyciskiem myszy. Potem wybierz " +
      "„Kopiuj”.",
    go: "Dalej",
  },
  makePassword: {
    title: {
      activation: (name) => `Utwórz hasło ${forChild(name)}`,
      "password-reset": (name) => `Utwórz nowe hasło ${forChild(name)}`,
    },
    school: "Szkoła",
    userName: "Adres e-mail (to jest nazwa użytkownika)",
    policy: "Dobre hasło",
    rules: (lengthMin) => [
      `ma co najmniej ${amount(lengthMin, characters)}; może to być kilka słów jedno po drugim`,
      "nie jest samym imieniem i trudno je odgadnąć",
      "jest inne dla każdego dziecka, które ma ten adres e-mail",
    ],
    missing: {
      one: "Brakuje jeszcze 1 znaku.",
      other: "Brakuje jeszcze znaków: {count}.",
      none: "Wystarczająco długie.",
    },
    save: "Zapisz hasło",
    worksUntil: (moment) => `Ten link działa do: ${moment}.`,
  },
  decline: {
    notMyChild: "To nie jest moje dziecko",
    title: (name) =>
      name === thisChild ? "To nie jest twoje dziecko?" : `${name} to nie twoje dziecko?`,
    thisChild,
    consequences: (name, school) => [
      `Wtedy powiemy szkole (${school}), że ten adres e-mail nie należy do rodziny ` +
        `${name === thisChild ? "tego dziecka" : `dziecka o imieniu ${name}`}.`,
      "Link przestanie działać. Nie będziemy już wysyłać maili o tym dziecku, chyba że szkoła wyśle " +
        "nowy. Dla innych dzieci, które mają ten adres e-mail, nic się nie zmieni.",
      "Czy na pewno?",
    ],
    confirm: "Tak, to nie jest moje dziecko",
    back: "Nie, wróć do hasła",
    done: {
      title: "Dziękujemy, szkoła już to widzi",
      lines: ["Link już nie działa. Nie musisz robić nic więcej. Możesz zamknąć tę stronę."],
    },
  },
  passwordMade: {
    title: (name) => `Hasło ${forChild(name)} jest gotowe`,
    others: (names) =>
      names.length === 1
        ? `W mailu jest jeszcze jeden link (${list.format(names)}). Potem otwórz także ten link.`
        : `W mailu są jeszcze inne linki (${list.format(names)}). Potem otwórz także te linki.`,
    otherChild: "inne dziecko",
    logIn: "Można się nim teraz zalogować.",
  },
  login: {
    title: "Logowanie w domu",
    intro: "Wpisz adres e-mail, na który przyszedł nasz mail, i hasło dziecka.",
    submit: "Zaloguj się",
    forgot: "Nie pamiętasz hasła albo link już nie działa?",
  },
  forgot: {
    title: "Poproś o nowy link",
    intro:
      "Wpisz adres e-mail, który zna szkoła. Wyślemy mail z osobnym linkiem dla każdego " +
      "dziecka, które ma ten adres. Ten link służy do utworzenia nowego hasła.",
    submit: "Wyślij mi mail",
  },
  start: {
    title: "Zacznij od listu ze szkoły",
    intro:
      "Wpisz swój adres e-mail. Przyjdzie mail z linkiem do utworzenia hasła. Tym hasłem dziecko może " +
      "logować się w domu.",
    code: "Kod",
    codeHint: "Dwanaście liter i cyfr z listu.",
    emailHint: "Na ten adres wyślemy mail. Ten adres będzie też nazwą użytkownika.",
    submit: "Wyślij mi mail",
    mistyped: {
      title: "Czy adres e-mail jest poprawny?",
      typed: (email) => `Wpisany adres: ${email}`,
      meant: (suggestion) => `Czy chodzi o ${suggestion}?`,
      correct: (suggestion) => `Tak, użyj ${suggestion}`,
      keep: (email) => `Nie, adres ${email} jest poprawny`,
      back: "Wpisz coś innego",
    },
    sent: {
      title: "Sprawdź niedługo pocztę",
      lines: [
        "Jeśli kod jest poprawny, na wpisany adres przyjdzie mail. Napiszemy w nim, jak utworzyć hasło.",
        "Mail zwykle przychodzi w ciągu kilku minut. W wielu szkołach nauczyciel najpierw sprawdza " +
          "adres. Wtedy trwa to dłużej.",
        "Nie ma maila? Zajrzyj do folderu ze spamem i sprawdź, czy kod jest dobrze przepisany. Kod ze " +
          "starego listu już nie działa.",
      ],
      again: "Wpisz kod jeszcze raz",
    },
  },
  linksRequested: {
    title: "Sprawdź pocztę",
    lines: [
      "Jeśli znamy ten adres e-mail, w ciągu kilku minut przyjdzie na niego mail.",
      "Nie ma maila? Zajrzyj do folderu ze spamem. Tam też go nie ma? Zapytaj szkołę, jaki twój " +
        "adres e-mail ma zapisany.",
    ],
  },
  home: {
    title: (name) => (name === null ? "Cześć!" : `Cześć, ${name}!`),
    software: "Co chcesz otworzyć?",
    noSoftware: `Logowanie się udało. Na razie nie ma tu nic do otwarcia. Zapytaj w szkole${contactPlace}.`,
    logOut: "Wyloguj się",
  },
  launch: {
    title: (publisher) => `Za chwilę otworzy się ${publisher}`,
    wait: "Chwileczkę, to dzieje się samo. Nic się nie dzieje? Naciśnij przycisk.",
    go: (publisher) => `Dalej: ${publisher}`,
    back: "Wróć na początek",
  },

  pictures: {
    names: {
      sun: "słońce",
      moon: "księżyc",
      star: "gwiazda",
      tree: "drzewo",
      flower: "kwiatek",
      apple: "jabłko",
      house: "dom",
      boat: "łódka",
      bicycle: "rower",
      ball: "piłka",
      key: "klucz",
      umbrella: "parasol",
      cat: "kot",
      bear: "miś",
      fish: "ryba",
      heart: "serce",
    },
    remember: "Zapamiętaj to urządzenie",
    rememberHint: (name) =>
      `Naciśnij „Zapamiętaj to urządzenie”. Wtedy ${name} może się tu logować obrazkami. Rób to tylko na własnym urządzeniu.`,
    who: "Kim jesteś?",
    withPassword: "Zaloguj się hasłem",
    me: "Ja",
    byPassword: "z hasłem",
    missing:
      "Nie ma tu twojego dziecka? Zaloguj się hasłem. Jeśli klasa może logować się obrazkami, tam " +
      "wybierzecie je razem.",
    greeting: (name) => (name === null ? "Cześć!" : `Cześć, ${name}!`),
    next: (place, count) => `Wybierz obrazek ${place} z ${count}.`,
    undo: "Cofnij jeden",
    again: "Zacznij od nowa",
    make: (name) => `Wybierz obrazki ${forChild(name)}`,
    makeIntro:
      "Wybierzcie razem cztery obrazki. Dziecko będzie je potem naciskać w tej samej kolejności. " +
      "Uważajcie, aby nikt inny nie patrzył.",
    chosen: "Wybrane",
    rememberThem:
      "Oto wybrane obrazki. Zapamiętajcie je razem, po kolei: później nikt ich już nie zobaczy.",
    save: "Zapisz obrazki",
    heading: "Logowanie obrazkami",
    none: "Nie masz jeszcze kodu z obrazków.",
    made: "Na zapamiętanym urządzeniu możesz logować się obrazkami.",
    toMake: "Utwórz kod z obrazków",
    toRenew: "Utwórz nowy kod z obrazków",
    devices: "Zapamiętane urządzenia",
    thisDevice: "to urządzenie",
    addedAt: (moment) => `dodane: ${moment}`,
    usedAt: (moment) => `ostatnio używane: ${moment}`,
    forget: "Zapomnij",
  },

  problems: {
    "invalid-request": "Coś jest źle wpisane.",
    unauthorized: "Logowanie wygasło. Zaloguj się ponownie.",
    forbidden: "Ten formularz nie pochodzi z naszej strony. Otwórz stronę jeszcze raz.",
    "not-found": "Nie ma tu tego, czego szukasz. Może zostało usunięte albo adres jest błędny.",
    "method-not-allowed": "Tej strony nie można tak otworzyć. Zacznij od nowa.",
    "not-acceptable": "Przeglądarka prosi o tę stronę w postaci, której nie mamy.",
    "content-too-large": "Wpisany tekst jest za długi. Wpisz go jeszcze raz.",
    "unsupported-media-type": "Przeglądarka wysłała formularz w postaci, której nie znamy.",
    "too-many-requests": "Było za dużo prób z rzędu.",
    "internal-error": "Coś się u nas zepsuło. Spróbuj ponownie za kilka minut.",
    unavailable: "Teraz jest bardzo duży ruch. Spróbuj ponownie za minutę.",
    "link-unknown":
      "Nie znamy tego linku. Może brakuje jego części albo szkoła zmieniła adres e-mail.",
    "link-expired": "Ten link stracił ważność.",
    "link-used":
      "Hasło jest już utworzone, tym linkiem albo innym z naszych maili. Można się nim zalogować. Nie " +
      "pamiętasz go? Poproś o nowy link.",
    "link-replaced":
      "Jest nowszy mail z nowym linkiem. Ten stary już nie działa. Użyj linku z najnowszego maila.",
    "link-refused": `Przez ten link ktoś zgłosił, że to nie jest twoje dziecko. To pomyłka? Poproś szkołę${contactPlace} o nowy mail.`,
    "network-environment": "Dzieci z tej szkoły logują się w domu w innym miejscu.",
    "address-limit":
      "To dziecko ma już dwa adresy e-mail. Jeden z nich jest twój? Poproś o nowy link. Jeśli nie, " +
      "szkoła może usunąć jeden adres.",
    "not-an-invitation":
      "Ten link służy do utworzenia nowego hasła. To nie jest twoje dziecko? Nie musisz nic robić z " +
      `tym mailem. Możesz też poprosić szkołę${contactPlace} o usunięcie twojego adresu.`,
    "password-rejected": "Tego hasła nie można użyć. Link nadal działa.",
    "password-taken-by-sibling":
      "Inne dziecko, które ma ten adres e-mail, ma już takie hasło. Po haśle poznajemy, kto się loguje.",
    "wrong-email-or-password":
      "Adres e-mail i hasło nie pasują do siebie. Sprawdź, czy nie ma literówki.",
    "wrong-pictures": "To nie te obrazki. Spróbuj jeszcze raz.",
    "pictures-off":
      "To dziecko nie może się teraz logować obrazkami. Może obrazki nie są jeszcze wybrane, klasa " +
      "loguje się hasłem albo było za dużo pomyłek. Hasło nadal działa.",
    "device-unknown":
      "To urządzenie nie jest już zapamiętane. Zaloguj się hasłem i naciśnij znowu „Zapamiętaj to " +
      "urządzenie”.",
  },
  wait: (delay) =>
    delay < 60
      ? `Spróbuj ponownie za ${amount(delay, seconds)}.`
      : `Spróbuj ponownie za ${amount(Math.ceil(delay / 60), minutes)}.`,
  invalid: {
    code: "Wpisz kod z listu: dwanaście liter i cyfr.",
    email: "Wpisz adres e-mail, na przykład imie@example.com.",
    token: "Wklej tutaj cały link z maila.",
    password: "Wpisz hasło.",
  },
  makeDifferent: "Zmień hasło: dodaj na przykład słowo, które pasuje do tego dziecka.",
  passwordErrors: {
    malformed: () => "Są w nim znaki, których nie można użyć. Wpisz hasło jeszcze raz.",
    "too-short": (lengthMin) =>
      `Jest za krótkie: wpisz co najmniej ${amount(lengthMin, characters)}, na przykład dwa albo trzy słowa.`,
    "too-long": () => `Jest za długie: wpisz najwyżej ${amount(passwordLengthMax, characters)}.`,
    breached: () => "Wiele osób używa tego hasła, więc łatwo je odgadnąć. Wymyśl coś własnego.",
    "contains-name": () =>
      "To prawie samo imię albo słowo, które innym szybko przyjdzie do głowy. Dodaj słowa, które nie mają z tym nic wspólnego.",
  },
};
