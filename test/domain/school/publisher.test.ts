import t from "tap";
import {
  isPublisherKey,
  publisherNeeds,
  sharedData,
} from "../../../src/domain/school/publisher.ts";

const pupil = { firstName: "Noor", groupName: "4A", eckId: "https://k.example/1", brin: "01AB" };
const none = { firstName: null, groupName: null, eckId: null, brin: null };

t.test("a publisher receives what it needs, and only what is known", async (t) => {
  t.strictSame(sharedData([], pupil), none);
  t.strictSame(sharedData(publisherNeeds, pupil), pupil);
  t.strictSame(sharedData(["eck-id"], pupil), { ...none, eckId: pupil.eckId });
  t.strictSame(sharedData(["school"], pupil), { ...none, brin: pupil.brin });
  t.strictSame(sharedData(["first-name"], pupil), { ...none, firstName: pupil.firstName });
  t.strictSame(sharedData(["group"], pupil), { ...none, groupName: pupil.groupName });
  t.strictSame(sharedData(publisherNeeds, { ...pupil, eckId: null }), { ...pupil, eckId: null });
});

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
