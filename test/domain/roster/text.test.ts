import t from "tap";
import { rolePattern, rosterLimits, visiblePattern } from "../../../src/domain/roster/text.ts";

t.test("a role has two to four capital letters", async (t) => {
  const role = new RegExp(rolePattern);
  for (const text of ["IB", "DIR", "ABCD"]) t.match(text, role);
  for (const text of ["", "I", "ABCDE", "ib", "I B", "IB1", " IB"]) t.notMatch(text, role, text);
});

t.test("a name is not blank and contains no control characters", async (t) => {
  const visible = new RegExp(visiblePattern, "u");
  for (const text of ["x", " x", "x ", "van  der Berg", "\u00a0x", "\u{1f600}"])
    t.match(text, visible);
  for (const text of ["", " ", "\u00a0", "a\nb", "\tx", "x\u0000", "\u0085"]) {
    t.notMatch(text, visible, JSON.stringify(text));
  }
  t.ok(Object.values(rosterLimits).every((limit) => limit > 0));
  t.equal(rosterLimits.keyLengthMax, 256, "as in EDEXML");
});
