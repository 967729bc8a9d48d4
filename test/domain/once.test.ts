import t from "tap";
import { once } from "../../src/domain/once.ts";

t.test("a value is made at the first call, once, even if it is undefined", async (t) => {
  const made: string[] = [];
  const read = once(() => void made.push("made"));
  t.strictSame(made, []);
  read();
  read();
  t.strictSame(made, ["made"]);
});

t.test("a failure is not kept", async (t) => {
  const results = ["no", "yes"];
  const read = once(() => {
    const result = results.shift();
    if (result === "no") throw new Error("no");
    return result;
  });
  t.throws(read);
  t.equal(read(), "yes");
  t.equal(read(), "yes");
});
