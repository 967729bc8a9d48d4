import fc from "fast-check";
import t from "tap";
import {
  coolDownAfter,
  coolDownMaxSeconds,
  mailBurstMax,
} from "../../../src/domain/mail/cool-down.ts";

t.test("the cool-down doubles with each mail, and after six it is a day", async (t) => {
  const gaps = [0, 1, 2, 3, 4, 5, 6, 7].map((mails) => coolDownAfter(mails, 300));
  t.strictSame(gaps, [0, 300, 600, 1_200, 2_400, 4_800, 86_400, 86_400]);
});

t.test("no cool-down is longer than a day, and 0 turns it off", async (t) => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(86_400), (mails, seconds) => {
      const gap = coolDownAfter(mails, seconds);
      return gap <= coolDownMaxSeconds && (seconds > 0 || gap === 0);
    }),
  );
  t.strictSame(coolDownAfter(mailBurstMax, 0), 0);
});
