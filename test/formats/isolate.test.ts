import t from "tap";
import { isolate } from "../../src/formats/isolate.ts";

t.test("a text is enclosed in isolates and otherwise kept", async (t) => {
  t.equal(isolate("naam@voorbeeld.nl"), "\u2068naam@voorbeeld.nl\u2069");
});
