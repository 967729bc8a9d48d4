// Not yet read by a native speaker.
import { contactPlace } from "../../../../domain/school/contact.ts";
import { dateFormat, listFormat } from "../../../../formats/region-formats.ts";
import { durationFormat, type NoticeTexts } from "./notices.ts";

export const notices: NoticeTexts = {
  duration: durationFormat("pl-PL"),
  date: dateFormat("pl-PL", { dateStyle: "long" }),
  list: listFormat("pl-PL"),
  privacy: {
    link: "Twoje dane",
    title: "Co przechowujemy o tobie i twoim dziecku",
    responsible: {
      heading: "Kto decyduje",
      lines: [
        "O tych danych decyduje szkoła twojego dziecka. Jej zadaniem jest nauczanie, i do tego są " +
          "one potrzebne. Thuisinlog przechowuje dane dla szkoły i nie używa ich do niczego innego. Nie ma tu reklam. Nie " +
          "śledzimy, co robi twoje dziecko.",
      ],
    },
    operator: (name) => `Thuisinlog działa na zlecenie szkoły. Zajmuje się tym ${name}.`,
    kept: {
      heading: "Co przechowujemy i po co",
      lines: [],
      items: [
        "Imię i nazwisko dziecka, jego klasa (groep) i numer w spisie uczniów. Dostajemy je od szkoły. " +
          "Dzięki nim wiemy, kto się loguje.",
        "ECK iD dziecka, jeśli szkoła go używa. To numer, po którym programy do nauki rozpoznają " +
          "dziecko.",
        "Twój adres e-mail. Szkoła ma go od ciebie. To nazwa użytkownika. Na ten adres wysyłamy maile.",
        "Hasło i obrazki dziecka, zapisane w nieczytelny sposób. Nikt nie może ich odczytać, my też nie.",
        "Kiedy ktoś się logował i które urządzenia mamy zapamiętać, na przykład „Chrome na Androidzie”.",
        "Jakie maile wysłaliśmy i czy dotarły.",
        "Co zmieniło się w logowaniu i kto to zmienił. Dzięki temu szkoła może to później sprawdzić.",
      ],
      after: [
        "Nie przechowujemy numeru BSN, daty urodzenia, adresu domowego ani zdjęcia.",
        "Używamy tylko potrzebnych plików cookie. Dzięki nim nie trzeba ciągle się logować, a my " +
          "pamiętamy urządzenie i wybrany język.",
      ],
    },
    shared: {
      heading: "Kto dostaje dane",
      lines: [],
      items: [
        "Nauczyciele dziecka i szkolny koordynator ICT (do spraw komputerów) widzą twój adres e-mail i " +
          "to, czy hasło jest utworzone. Hasła nie widzą.",
        "Drugi rodzic nie widzi twojego adresu e-mail.",
        "Firmy, które wysyłają dla nas maile i zajmują się komputerami.",
        "Twórca programu do nauki, dopiero gdy dziecko zaloguje się i otworzy program. Dostaje numer, " +
          "który jest tylko dla niego. Imię, klasę, ECK iD albo szkołę dostaje tylko wtedy, gdy ich " +
          "potrzebuje, a szkoła się zgadza.",
      ],
    },
    data: {
      pseudonym: "osobny numer",
      "first-name": "imię",
      group: "klasa",
      "eck-id": "ECK iD",
      school: "szkoła",
    },
    perPublisher: (childName) =>
      `Z tych programów korzysta ${childName}. Ich twórcy dostają takie dane:`,
    noPublisher: (childName) =>
      `W tej chwili ${childName} nie ma żadnych programów włączonych przez szkołę.`,
    logIn: "Zaloguj się, aby zobaczyć, jakie dane dziecka dostaje każdy twórca.",
    periods: ({ link, resetLink, session, device, mails, retention, audit }) => ({
      heading: "Jak długo to przechowujemy",
      lines: [],
      items: [
        "Tak długo, jak dziecko chodzi do szkoły, a szkoła nie usunie twojego adresu e-mail. Gdy " +
          "dziecko odejdzie ze szkoły, logowanie od razu przestaje działać. Wszystko usuwamy " +
          `${retention} później. Szkoła może wybrać inny czas, najwyżej rok.`,
        `Link z pierwszego maila działa ${link}, chyba że szkoła wybrała inny czas. Link do nowego ` +
          `hasła działa ${resetLink}.`,
        `Logowanie trwa do wylogowania, a najdłużej ${session}.`,
        "Urządzenie pamiętamy do chwili, gdy naciśniesz „Zapomnij”, a najdłużej " +
          `${device} od ostatniego użycia.`,
        `Co wiemy o mailu: ${mails} od wysłania. O najnowszym mailu: tak długo, jak mamy twój adres.`,
        `Co się zmieniło i kto to zmienił: ${audit}, bez imienia, nazwiska i adresu e-mail.`,
      ],
    }),
    rights: {
      heading: "O co możesz poprosić",
      lines: [
        "Możesz zobaczyć, co przechowujemy. Możesz poprosić o poprawienie albo usunięcie danych. Możesz " +
          `też się sprzeciwić. Powiedz o tym w szkole${contactPlace}: szkoła może to zrobić od razu.`,
        "Przyszedł do ciebie mail o dziecku, które nie jest twoje? Otwórz link w tym mailu i wybierz " +
          "„To nie jest moje dziecko”.",
        "Nie udaje się tego załatwić ze szkołą? Możesz złożyć skargę do urzędu, który pilnuje danych:",
      ],
    },
    authority: "Autoriteit Persoonsgegevens (holenderski urząd ochrony danych osobowych)",
  },
  accessibility: {
    link: "Dostępność",
    title: "Dostępne dla wszystkich",
    standard: {
      heading: "Jakich zasad się trzymamy",
      lines: [
        "Te strony i nasze maile są zgodne z WCAG 2.2, poziom A i AA. Tego samego wymaga europejska " +
          "norma EN\u00a0301\u00a0549.",
      ],
    },
    tests: (testedOn) => ({
      heading: "Jak to sprawdzamy",
      lines: [`Sprawdzamy każdą wersję (ostatnio: ${testedOn}):`],
      items: [
        "każdą stronę i każdy mail programem axe, w jasnych i ciemnych kolorach;",
        "wszystko od początku do końca samą klawiaturą;",
        "na wąskim ekranie (320 pikseli), z tekstem dwa razy większym i bez skryptów.",
      ],
    }),
    limits: {
      heading: "Co może być lepsze",
      lines: [],
      items: [
        "Aby logować się obrazkami, dziecko musi zapamiętać cztery obrazki po kolei. Hasłem można " +
          "zalogować się zawsze.",
        "Tych stron nie sprawdziły jeszcze osoby, które na co dzień używają czytnika ekranu.",
        "Programy do nauki innych firm otwierają się na osobnych stronach. Nie mamy na nie wpływu.",
      ],
    },
    contact: {
      heading: "Coś się nie udaje?",
      lines: [`Powiedz o tym szkole${contactPlace} albo nam. Poszukamy rozwiązania.`],
    },
  },
  contactOperator: "Kontakt z Thuisinlog",
};
