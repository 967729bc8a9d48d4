import t from "tap";
import { parseBrin } from "../../../src/domain/school/brin.ts";

t.test("a BRIN with location code 00 equals the BRIN without it", async (t) => {
  const brins = { "01AB": "01AB", "01AB00": "01AB", "01AB01": "01AB01", "01AB10": "01AB10" };
  for (const [typed, brin] of Object.entries(brins)) t.equal(parseBrin(typed), brin);
});

t.test("an invalid BRIN is rejected", async (t) => {
  for (const text of [
    "",
    "00",
    "01A",
    "01ab",
    "1ABC",
    "01AB0",
    "01AB000",
    "x01AB",
    "01AB00x",
    "AB01",
    "01AB\n",
    "0100",
  ]) {
    t.equal(parseBrin(text), undefined, JSON.stringify(text));
  }
});
