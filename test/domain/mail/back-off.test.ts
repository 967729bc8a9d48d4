import t from "tap";
import { backOffSeconds } from "../../../src/domain/mail/back-off.ts";

t.test("the delay doubles from a minute to four hours, and differs by a fifth", async (t) => {
  t.strictSame(
    [1, 2, 3, 8, 9, 50].map((answers) => backOffSeconds(answers, 0.5)),
    [60, 120, 240, 7_680, 14_400, 14_400],
  );
  t.equal(backOffSeconds(1, 0), 48);
  t.equal(backOffSeconds(1, 1), 72);
});
