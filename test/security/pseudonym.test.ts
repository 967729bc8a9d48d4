import { createSecretKey } from "node:crypto";
import t from "tap";
import { pseudonymOf } from "../../src/security/pseudonym.ts";

const id = "01990000-0000-7000-8000-000000000002";

t.test("the pseudonym of a pupil at a publisher is the same in every version", async (t) => {
  const pairwiseKey = createSecretKey(Buffer.alloc(32, 7));
  t.equal(pseudonymOf(pairwiseKey, "malmberg", id), "I_HnQn-DgHJQeqal7Zz4MrWlcFkTDqHpdLAfk4me5ZQ");
  t.not(pseudonymOf(pairwiseKey, "zwijsen", id), pseudonymOf(pairwiseKey, "malmberg", id));
});

t.test("pseudonyms differ for each publisher, pupil and key", async (t) => {
  const ids = [id, id.replace(/2$/, "3")];
  const pseudonyms = [7, 8].flatMap((byte) =>
    ["malmberg", "zwijsen"].flatMap((publisher) =>
      ids.map((pupilId) =>
        pseudonymOf(createSecretKey(Buffer.alloc(32, byte)), publisher, pupilId),
      ),
    ),
  );
  t.equal(new Set(pseudonyms).size, 8);
});
