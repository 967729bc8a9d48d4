// Properties of every password, checked with random ones.
import fc from "fast-check";
import t from "tap";
import {
  normalizePassword,
  type PasswordContext,
  type PasswordRejection,
  passwordLengthMax,
  passwordLengthMin,
} from "../../src/domain/password.ts";
import { errorsOf } from "./password-owner.ts";

function isAccepted(password: string, changes: Partial<PasswordContext> = {}): boolean {
  return errorsOf(password, changes).length === 0;
}

function isOnly(
  validationError: PasswordRejection,
  validationErrors: PasswordRejection[],
): boolean {
  return validationErrors.length === 1 && validationErrors[0] === validationError;
}

function codePoints(unit: fc.Arbitrary<string>, length: number): fc.Arbitrary<string> {
  return fc.array(unit, { minLength: length, maxLength: length }).map((units) => units.join(""));
}

const lowerCaseLetter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz");
const emoji = fc.integer({ min: 0x1f600, max: 0x1f64f }).map((code) => String.fromCodePoint(code));
// None of these combines with the letter before it.
const loneMark = fc.constantFrom("\u0334", "\u0338", "\u20dd", "\ufe0f");
const anyPoint = fc
  .integer({ min: 0, max: 0x10ffff })
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code))
  .filter((point) => [...normalizePassword(point)].length === 1);

t.test("no rule requires kinds of characters", async (t) => {
  const oneKind: Record<string, fc.Arbitrary<string>> = {
    "lower case": lowerCaseLetter,
    "upper case": lowerCaseLetter.map((letter) => letter.toUpperCase()),
    digits: fc.constantFrom(..."0123456789"),
    spaces: fc.constant(" "),
    emoji,
    "combining marks": loneMark,
    anything: anyPoint,
  };
  for (const [kind, unit] of Object.entries(oneKind)) {
    t.test(`64 code points of nothing but ${kind} are a password`, async () => {
      fc.assert(
        // Adjacent code points can combine, but 64 of them never to fewer than 8.
        fc.property(codePoints(unit, 64), (password) => isAccepted(password)),
      );
    });
  }
});

t.test("the length counts in code points", async (t) => {
  for (const [kind, unit] of Object.entries({ letter: lowerCaseLetter, emoji, mark: loneMark })) {
    t.test(`a ${kind} counts once, for every minimum length`, async () => {
      for (const lengthMin of [passwordLengthMin, 12, 15]) {
        const rules = { lengthMin, words: [] };
        fc.assert(
          fc.property(
            codePoints(unit, lengthMin - 1),
            unit,
            (oneLess, oneMore) =>
              isOnly("too-short", errorsOf(oneLess, rules)) && isAccepted(oneLess + oneMore, rules),
          ),
        );
      }
    });
    t.test(`the most is 128, also of a ${kind}`, async () => {
      fc.assert(
        fc.property(
          codePoints(unit, passwordLengthMax),
          unit,
          (longest, oneMore) =>
            isAccepted(longest) && isOnly("too-long", errorsOf(longest + oneMore)),
        ),
      );
    });
  }
});

t.test("NFC and NFD of one password are the same password", async () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      (typed) => normalizePassword(typed.normalize("NFD")) === normalizePassword(typed),
    ),
  );
});

t.test("no passphrase is refused for a name in it", async () => {
  const word = codePoints(fc.constantFrom(..."bcdfghkmpqvwxz"), 6);
  const name = fc.constantFrom("jan", "Noor", "regenboog", "Thuisinlog");
  fc.assert(
    fc.property(word, name, word, (before, name, after) =>
      isAccepted(`${before} ${name} ${after}`),
    ),
  );
});
