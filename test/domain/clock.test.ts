import t from "tap";
import { addSeconds, dutchDate } from "../../src/domain/clock.ts";

t.test("a day begins at midnight in the Netherlands, in winter and in summer", async (t) => {
  const times = {
    "2026-08-31T21:59:59Z": "2026-08-31",
    "2026-08-31T22:00:00Z": "2026-09-01",
    "2026-12-31T22:59:59Z": "2026-12-31",
    "2026-12-31T23:00:00Z": "2027-01-01",
  };
  for (const [moment, date] of Object.entries(times)) t.equal(dutchDate(new Date(moment)), date);
});

t.test("a timestamp can be shifted by seconds, forwards and backwards", async (t) => {
  const moment = new Date("2026-09-01T08:30:00.500Z");
  t.strictSame(addSeconds(moment, 90), new Date("2026-09-01T08:31:30.500Z"));
  t.strictSame(addSeconds(moment, -1), new Date("2026-09-01T08:29:59.500Z"));
});
