import t from "tap";
import { isId, newId, systemRandom } from "../../src/security/random.ts";
import { hashSecret, newSecret, secretMatches } from "../../src/security/secret.ts";

t.test("a secret has 256 random bits and is never repeated", async (t) => {
  const secrets = Array.from({ length: 100 }, () => newSecret(systemRandom));
  for (const secret of secrets) t.match(secret, /^[\w-]{43}$/);
  t.equal(new Set(secrets).size, secrets.length);
});

t.test("a stored secret is its plain SHA-256, which only the secret matches", async (t) => {
  const hash = hashSecret("abc");
  // FIPS 180-2, appendix B.1
  t.equal(hash.toString("hex"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  t.ok(secretMatches("abc", hash));
  for (const other of ["", "ab", "abd", "Abc", "abc "]) t.notOk(secretMatches(other, hash), other);
});

t.test("fractions are spread over 0 (included) to 1 (excluded)", async (t) => {
  const fractions = Array.from({ length: 1_000 }, () => systemRandom.fraction());
  t.ok(fractions.every((fraction) => fraction >= 0 && fraction < 1));
  for (const tenth of Array.from({ length: 10 }, (_, index) => index / 10)) {
    t.ok(
      fractions.some((fraction) => fraction >= tenth && fraction < tenth + 0.1),
      `from ${tenth}`,
    );
  }
});

t.test("later ids sort later, and all are distinct", async (t) => {
  const moments = ["2026-09-01T08:30:00.000Z", "2026-09-01T08:30:00.001Z", "2030-01-01T00:00:00Z"];
  const ids = moments.map((moment) => newId(new Date(moment), systemRandom));
  t.strictSame(ids.toSorted(), ids);
  t.ok(ids.every(isId));
  const now = new Date();
  t.not(newId(now, systemRandom), newId(now, systemRandom));
});

t.test("a text that is not a UUID is not an id", async (t) => {
  for (const text of ["", "1", "01990000-0000-7000-8000-00000000000g", "null"]) {
    t.notOk(isId(text), text);
  }
});
