import t from "tap";
import { numberKeyOf } from "../../../src/domain/roster/number-key.ts";

t.test("a number has the same digits in every form that a spreadsheet saves", async (t) => {
  for (const key of ["1001", "00001001", "1001.0", "1001,00", "1,001E+03", "1.001E3"]) {
    t.equal(numberKeyOf(key), "1001", key);
  }
  t.equal(numberKeyOf("1E+05"), "100000");
});

t.test("another key is no number", async (t) => {
  for (const key of [
    "",
    "0",
    "000",
    "a1",
    "1001.5",
    "1,0015E+03",
    "-1",
    "1 001",
    "1".repeat(257),
  ]) {
    t.equal(numberKeyOf(key), undefined, key);
  }
});
