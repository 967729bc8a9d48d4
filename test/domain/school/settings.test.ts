import t from "tap";
import { changedSettings, ordered } from "../../../src/domain/school/settings.ts";

t.test("lists are stored sorted, other settings unchanged", async (t) => {
  const given = { publishers: ["zwijsen", "malmberg"], name: "De Wegwijzer", locale: null };
  t.strictSame(ordered(given), {
    publishers: ["malmberg", "zwijsen"],
    name: "De Wegwijzer",
    locale: null,
  });
  t.strictSame(given.publishers, ["zwijsen", "malmberg"]);
});

t.test("only different values are changes", async (t) => {
  const current = { name: "De Wegwijzer", days: 30, publishers: ["a", "b"] as string[] | null };
  t.strictSame(changedSettings(current, {}), {});
  t.strictSame(changedSettings(current, { name: "De Wegwijzer", publishers: ["a", "b"] }), {});
  t.strictSame(changedSettings(current, { name: "Anders", days: 30 }), { name: "Anders" });
  for (const publishers of [null, [], ["a"], ["a", "c"], ["c", "b"], ["a", "b", "c"]]) {
    t.strictSame(changedSettings(current, { publishers }), { publishers });
  }
  const all: typeof current = { ...current, publishers: null };
  t.strictSame(changedSettings(all, { publishers: null }), {});
  t.strictSame(changedSettings(all, { publishers: [] }), { publishers: [] });
});
