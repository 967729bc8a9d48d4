import t from "tap";
import { requireAcceptablePassword } from "../../../src/services/family/acceptable-password.ts";
import type { LinkSubject } from "../../../src/store/family/activation-links.ts";

const link = {
  firstName: "Wimpie",
  lastName: null,
  schoolName: "De Regenboog",
  emailKey: "jansen@familiepost.nl",
} as LinkSubject;
const rules = { isBreached: (password: string) => password === "123456", passwordLengthMin: 8 };
const reasonsFor = (password: string): unknown => {
  try {
    requireAcceptablePassword(password, link, rules);
    return [];
  } catch (error) {
    const { code, validationErrors } = error as {
      code: string;
      validationErrors: { pointer: string; reason: string }[];
    };
    return [code, ...validationErrors.map(({ pointer, reason }) => `${pointer} ${reason}`)];
  }
};

t.test("a password that is hard to guess is accepted", async (t) => {
  t.strictSame(reasonsFor("vrolijke fietsbel"), []);
});

t.test("every reason against a password is reported together", async (t) => {
  t.strictSame(reasonsFor("123456"), [
    "password-rejected",
    "/password too-short",
    "/password breached",
  ]);
});

t.test("names of the child, the school and the address are easily guessed", async (t) => {
  const expected = ["password-rejected", "/password contains-name"];
  for (const password of ["Wimpie2026", "regenboog1", "jansen99", "familiepost"]) {
    t.strictSame(reasonsFor(password), expected, password);
  }
});

t.test("the reason of an obvious word does not speak of a name alone", async (t) => {
  t.throws(() => requireAcceptablePassword("wachtwoord", link, rules), {
    code: "password-rejected",
    validationErrors: [
      { detail: /name \(of the pupil, .* this service\) or an obvious word, such as wachtwoord$/ },
    ],
  });
});
