import t from "tap";
import {
  type RowKey,
  sortNamesOf,
  toPageResult,
  withOneMore,
} from "../../src/domain/pagination.ts";

const rows = ["a", "b", "c", "d"].map((id) => ({ id, name: id.toUpperCase() }));
const nameOf = ({ name }: { readonly name: string }) => [name];

/** Reads a page of the rows as a table does. */
function read(limit: number, afterKey: RowKey | undefined) {
  const page = { limit, afterKey };
  const wanted = withOneMore(page);
  const found = rows.filter(({ id }) => !wanted.afterKey || id > wanted.afterKey.id);
  return toPageResult(found.slice(0, wanted.limit), page, nameOf);
}

t.test("pages of any size contain each row once, and the last page has no next one", async (t) => {
  for (const limit of [1, 2, 3, 4, 5]) {
    const pages: string[][] = [];
    let afterKey: RowKey | undefined;
    for (const _page of [...rows, "one too many"]) {
      const { items, nextAfterKey } = read(limit, afterKey);
      pages.push(items.map(({ id }) => id));
      afterKey = nextAfterKey;
      if (afterKey === undefined) break;
    }
    t.strictSame(pages.flat().join(""), "abcd", `${limit} a page`);
    t.equal(pages.length, Math.ceil(rows.length / limit));
  }
});

t.test("the next page begins after the id and the texts of the last row", async (t) => {
  t.strictSame(read(2, undefined).nextAfterKey, { id: "b", texts: ["B"] });
  const page = { limit: 1, afterKey: undefined };
  t.strictSame(toPageResult(rows, page).nextAfterKey, { id: "a", texts: [] });
  t.strictSame(sortNamesOf({ lastName: "Bos", firstName: "Bo" }), ["Bos", "Bo"]);
  t.strictSame(sortNamesOf({ lastName: null, firstName: null }), ["", ""]);
});

t.test("an empty list is one page", async (t) => {
  const page = { limit: 1, afterKey: { id: "d", texts: [] } };
  t.strictSame(toPageResult([], page), { items: [], nextAfterKey: undefined });
});
