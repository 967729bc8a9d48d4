import t from "tap";
import { isPublisherKey } from "../../../src/domain/school/publisher.ts";

t.test(
  "a publisher's key has letters, digits and single hyphens, at most 50 characters",
  async (t) => {
    for (const key of ["malmberg", "x", "2", "de-grote-4", "a".repeat(50)])
      t.ok(isPublisherKey(key), key);
    for (const key of [
      "",
      "-",
      "Malmberg",
      "-x",
      "x-",
      "a--b",
      "a b",
      "a_b",
      "é",
      "x\n",
      "a".repeat(51),
    ]) {
      t.notOk(isPublisherKey(key), JSON.stringify(key));
    }
  },
);
