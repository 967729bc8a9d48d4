import t from "tap";
import {
  normalizePassword,
  passwordLengthMax,
  passwordLengthMin,
} from "../../src/domain/password.ts";
import { errorsOf } from "./password-owner.ts";

t.test("a password has 8 to 128 code points, or the minimum of the school to 128", async (t) => {
  const words: string[] = [];
  for (const unit of ["q", "\u{1f600}", "\u0334"]) {
    t.strictSame(errorsOf(unit.repeat(7), { words }), ["too-short"]);
    t.strictSame(errorsOf(unit.repeat(passwordLengthMin), { words }), []);
    t.strictSame(errorsOf(unit.repeat(11), { words, lengthMin: 12 }), ["too-short"]);
    t.strictSame(errorsOf(unit.repeat(12), { words, lengthMin: 12 }), []);
    t.strictSame(errorsOf(unit.repeat(passwordLengthMax)), []);
    t.strictSame(errorsOf(unit.repeat(129)), ["too-long"]);
  }
});

t.test("a letter with a combining accent counts as one code point", async (t) => {
  t.strictSame(errorsOf("e\u0301".repeat(7)), ["too-short"]);
  t.strictSame(errorsOf("e\u0301".repeat(8)), []);
});

t.test("a password is stored in NFC", async (t) => {
  t.equal(normalizePassword("cafe\u0301 oe\u0308"), "caf\u00e9 o\u00eb");
});

t.test("normalisation changes nothing else", async (t) => {
  for (const typed of [" voor en na ", "HoofdLetters", "\u0000nul\u0000", "ﬁ ½ ｊａｎ"]) {
    t.equal(normalizePassword(typed), typed);
  }
});

t.test("a lone surrogate is rejected, a pair is accepted", async (t) => {
  t.strictSame(errorsOf("pannenkoek\ud83d"), ["malformed"]);
  t.strictSame(errorsOf("pannenkoek\ud83d\ude00"), []);
});

t.test("a breached password is rejected, and the whole password is looked up in NFC", async (t) => {
  const asked: string[] = [];
  const isBreached = (password: string) => asked.push(password) > 0;
  t.strictSame(errorsOf("Cre\u0300me bru\u0302le\u0301e", { isBreached }), ["breached"]);
  t.strictSame(asked, ["Cr\u00e8me br\u00fbl\u00e9e"]);
});

t.test("all reasons are reported together", async (t) => {
  t.strictSame(errorsOf("noor\ud83d", { isBreached: () => true }), [
    "malformed",
    "too-short",
    "breached",
    "contains-name",
  ]);
  t.strictSame(errorsOf("noor\ud83d".repeat(100), { isBreached: () => true }), [
    "malformed",
    "too-long",
  ]);
});

const littleElse = {
  "a name with digits": "Regenboog2015!",
  "a name between signs": "**!Regenboog!**",
  "a name in capitals": "REGENBOOG",
  "a name with digits for letters": "R3g3nb00g",
  "a name with signs for letters": "g3zin-j@n$en",
  "a name backwards": "goobneger99",
  "a whole name": "De Regenboog",
  "the school as it is written": "obs de regenboog",
  "first names together": "noorjanNOOR",
  "short names together": "JanBos2015",
  "a short name and digits": "jan12345",
  "a name without its marks": "yildiz12",
  "a name with other marks": "Brüín2015",
  "a name in decomposed form": "yıldız-de bruïn".normalize("NFD"),
  "a name in wide letters": "ｎｏｏｒ1234",
  "what stands before the @": "marieke.van.dijk2009",
  "the same without its dots": "mariekevandijk2009",
  "a part of it with another year": "marieke2012",
  "what stands after the @": "gezin-jansen.nl",
  "the whole address": "marieke.van.dijk2009@gezin-jansen.nl",
  "the service": "Thuisinlog1!",
  "the word for it": "W@chtw00rd2025",
  "a word of welcome": "Welkom2026!!",
};

t.test("a password of little more than names is rejected", async (t) => {
  for (const [kind, password] of Object.entries(littleElse)) {
    t.strictSame(errorsOf(password), ["contains-name"], kind);
  }
});

t.test("the words of the service count as names, in any case", async (t) => {
  for (const word of ["thuisinlog", "inloggen", "wachtwoord", "password", "welkom", "geheim"]) {
    t.strictSame(errorsOf(`${word}2026`, { words: [] }), ["contains-name"], word);
  }
});

t.test(
  "digits and signs that replace a letter, and letters with a stroke, count as that letter",
  async (t) => {
    const typed = {
      Obladi: ["0bladi", "øbladi"],
      Birnik: ["B1rn1k", "B!rn!k", "B|rn|k", "Blrnlk", "Bırnık", "Bîrnïk"],
      Lemmer: ["1emmer", "!emmer", "łemmer", "iemmer"],
      Eefken: ["33fk3n", "Éëfkèn"],
      Kaatje: ["K44tje", "K@@tje"],
      Susken: ["5u5ken", "$u$ken"],
      Tettum: ["7e77um"],
      Daddum: ["đađđum"],
      Strauss: ["Strauß"],
      Straußen: ["Straussen"],
    };
    for (const [name, passwords] of Object.entries(typed)) {
      for (const password of passwords) {
        t.strictSame(errorsOf(`${password}99`, { words: [name] }), ["contains-name"], password);
      }
    }
  },
);

t.test("each part of a name counts, with and without its digits", async (t) => {
  const refused = {
    "Puk-Tommel": ["puktommel1", "tommel1234", "tommel#puk"],
    "kees99.vroom": ["kees99vroom", "vroom12345", "kees99!!!!"],
    "kees98.vis": ["kees12345"],
    "bo1234567.x": ["bo1234567!"],
    "a.b.c.d.e.f.g.h.i.j": ["abcdefghij"],
    Fientje: ["\ufb01entje99"],
    "bo.xy": ["boxyboxy1", "xy123456", "bo123456"],
  };
  for (const [name, passwords] of Object.entries(refused)) {
    for (const password of passwords) {
      t.strictSame(
        errorsOf(password, { words: [name] }),
        ["contains-name"],
        `${password} of ${name}`,
      );
    }
  }
  t.strictSame(errorsOf("kt123456", { words: ["Puk-Tommel"] }), [], "initials are not a name");
  t.strictSame(errorsOf("janj1234", { words: ["Jan", "J"] }), [], "a single letter is not a name");
});

t.test("a longer password can contain a name", async (t) => {
  for (const password of [
    "jan eet graag pannenkoeken",
    "regenboog boven het meer",
    "mijn geheim blijft van mij",
    "janitor8x", // "jan", but with letters that are no name
    "bosbessentaart",
    "zonnebloem",
    "12032015", // no name in it
  ]) {
    t.strictSame(errorsOf(password), [], password);
  }
});

t.test("seven code points besides a name are enough, six are not", async (t) => {
  t.strictSame(errorsOf("regenboogfietsen"), []);
  t.strictSame(errorsOf("regenboogfietse"), ["contains-name"]);
  t.strictSame(errorsOf("regenboogfietsen", { lengthMin: 9 }), ["contains-name"]);
});

t.test("names that are too short or have no letters reject nothing", async (t) => {
  const words = ["", "-", "J", "2", "163.123", "\u0301", "\ud83d"];
  t.strictSame(errorsOf("j2163123", { words }), []);
  t.strictSame(errorsOf("pannenkoek", { words }), []);
});

t.test("the longest names and passwords are checked without exponential work", async (t) => {
  const words = Array.from({ length: 10 }, (_, index) => "a".repeat(index * 25 + 1));
  t.strictSame(errorsOf(`${"a".repeat(120)}bcdefgh`, { words }), []);
});
