import t from "tap";
import { changedSettings, ordered } from "../../../src/domain/school/settings.ts";

t.test("lists are kept in one order, and all else as it is given", async (t) => {
  const given = { publishers: ["zwijsen", "malmberg"], name: "De Wegwijzer", locale: null };
  t.strictSame(ordered(given), {
    publishers: ["malmberg", "zwijsen"],
    name: "De Wegwijzer",
    locale: null,
  });
  t.same(given.publishers, ["zwijsen", "malmberg"]);
});

t.test("only what differs is a change", async (t) => {
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
