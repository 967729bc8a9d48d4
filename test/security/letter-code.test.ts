import t from "tap";
import { hashLetterCode, possibleLetterHashes } from "../../src/security/letter-code.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";

const code = "7K3M9QXR2VBN";
const older = createSecretKeys("an older secret key of more than 32 octets");
const rotated = createSecretKeys(
  "a newer secret key of more than 32 octets",
  "an older secret key of more than 32 octets",
);

t.test("the stored hash of a code is the same in every version", async (t) => {
  t.equal(
    hashLetterCode(older, code).toString("base64url"),
    "099AkQ700VG8AM2aFni9ea1VrleMly194pRRO8IlSAM",
  );
});

t.test(
  "a code that was stored before a rotation of the secret key is found after it",
  async (t) => {
    const possible = possibleLetterHashes(rotated, code);
    t.strictSame(possible, [hashLetterCode(rotated, code), hashLetterCode(older, code)]);
  },
);

t.test("without the secret key the hash of a code is unknown", async (t) => {
  const other = createSecretKeys("another secret key of more than 32 octets");
  t.notOk(hashLetterCode(other, code).equals(hashLetterCode(older, code)));
});
