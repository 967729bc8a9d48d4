import t from "tap";
import { secretOf } from "../../../src/services/shared/picture-secret.ts";

t.test("each order of pictures has its own hash input, in several lines", async (t) => {
  // A stored code of an earlier version needs the same input.
  t.equal(secretOf(["cat", "sun", "boat", "key"]), "pictures\ncat\nsun\nboat\nkey");
  t.equal(secretOf(["cat", "sun", "key", "boat"]), "pictures\ncat\nsun\nkey\nboat");
});
