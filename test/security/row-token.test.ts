import t from "tap";
import { newId, systemRandom } from "../../src/security/random.ts";
import { signRowToken, verifyRowToken } from "../../src/security/row-token.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";

const older = "an older secret key of more than 32 bytes";
const newer = "a newer secret key of more than 32 bytes";
const keys = createSecretKeys(newer, older);
const now = new Date("2026-09-01T08:30:00Z");
const reference = {
  schoolId: newId(now, systemRandom),
  id: newId(now, systemRandom),
  generation: 7,
};

t.test("a token verifies to its row id, and is deterministic", async (t) => {
  const token = signRowToken(keys, "activation-link", reference);
  t.strictSame(verifyRowToken(keys, "activation-link", token), reference);
  t.equal(signRowToken(keys, "activation-link", reference), token);
});

t.test("a token is invalid for another purpose", async (t) => {
  const token = signRowToken(keys, "activation-link", reference);
  t.equal(verifyRowToken(keys, "refresh-token", token), undefined);
});

t.test("tokens of the previous key stay valid, tokens of a foreign key are invalid", async (t) => {
  const before = signRowToken(createSecretKeys(older), "refresh-token", reference);
  const strange = signRowToken(
    createSecretKeys("somebody else's secret key"),
    "refresh-token",
    reference,
  );
  t.strictSame(verifyRowToken(keys, "refresh-token", before), reference);
  t.equal(verifyRowToken(keys, "refresh-token", strange), undefined);
});

t.test("a token with any character changed, added or removed is invalid", async (t) => {
  const token = signRowToken(keys, "activation-link", reference);
  const lastDigit = token.length - 1; // two spare bits are not part of the signature
  for (let index = 0; index < lastDigit; index += 1) {
    const other = token[index] === "A" ? "B" : "A";
    const forged = token.slice(0, index) + other + token.slice(index + 1);
    t.equal(verifyRowToken(keys, "activation-link", forged), undefined);
  }
  for (const forged of ["", ".", token.slice(1), `${token}A`, ` ${token}`, `${token}\n`]) {
    t.equal(verifyRowToken(keys, "activation-link", forged), undefined);
  }
});
