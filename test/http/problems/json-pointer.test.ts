import t from "tap";
import { escapeStep, stepsOf } from "../../../src/http/problems/json-pointer.ts";

t.test("the steps of a pointer are the names that were escaped", async (t) => {
  const names = ["a", "", "a/b", "m~n", "~1", "~0", "0"];
  t.strictSame(stepsOf(`/${names.map(escapeStep).join("/")}`), names);
  t.strictSame(stepsOf(""), []);
  t.strictSame(stepsOf("/"), [""]);
});
