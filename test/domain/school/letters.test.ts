import fc from "fast-check";
import t from "tap";
import {
  groupedCode,
  letterCodeLength,
  letterCodeOf,
  parseLetterCode,
} from "../../../src/domain/school/letters.ts";

const code = "7K3M9QXR2VBN";
const bytes = fc.uint8Array({ minLength: letterCodeLength, maxLength: letterCodeLength });

t.test("a code has twelve characters of Crockford's base 32, each equally likely", async (t) => {
  const counts = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) {
    const made = letterCodeOf(new Uint8Array(letterCodeLength).fill(byte));
    t.match(made, /^([0-9A-HJKMNP-TV-Z])\1{11}$/);
    counts.set(made, (counts.get(made) ?? 0) + 1);
  }
  t.equal(counts.size, 32);
  t.strictSame(new Set(counts.values()), new Set([8]));
  t.throws(() => letterCodeOf(new Uint8Array(11)), RangeError);
});

t.test("a code is read back as it is printed, in any case and grouping", async (t) => {
  t.equal(groupedCode(code), "7K3M-9QXR-2VBN");
  const separators = fc.constantFrom("", " ", "-", " - ", "–", ".", "_", "\u00a0");
  fc.assert(
    fc.property(bytes, separators, fc.boolean(), (random, separator, isLower) => {
      const made = letterCodeOf(random);
      const typed = groupedCode(made).replaceAll("-", separator);
      return parseLetterCode(isLower ? typed.toLowerCase() : typed) === made;
    }),
  );
  t.equal(parseLetterCode(` ${code}\n`), code);
  t.equal(parseLetterCode(`https://thuis.example/start#${code}`), code);
});

t.test("characters that look alike are the same", async (t) => {
  t.equal(parseLetterCode("oO0l-LiI1-7777"), "000111117777");
});

t.test("any other text is no code", async (t) => {
  for (const text of ["", code.slice(1), `${code}0`, `${code.slice(1)}U`, "é".repeat(12)]) {
    t.equal(parseLetterCode(text), undefined, text);
  }
  t.equal(parseLetterCode(`${" ".repeat(500)}${code}`), undefined, "too long to look at");
});
