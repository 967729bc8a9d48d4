import t from "tap";
import { toPageResult, withOneMore } from "../../src/domain/pagination.ts";

const rows = ["a", "b", "c", "d"].map((id) => ({ id }));

/** Reads a page of the rows as a table does. */
function read(limit: number, after: string | undefined) {
  const page = { limit, after };
  const wanted = withOneMore(page);
  const found = rows.filter(({ id }) => wanted.after === undefined || id > wanted.after);
  return toPageResult(found.slice(0, wanted.limit), page);
}

t.test("pages of any size contain each row once, and the last page has no next one", async (t) => {
  for (const limit of [1, 2, 3, 4, 5]) {
    const pages: string[][] = [];
    let after: string | undefined;
    for (const _page of [...rows, "one too many"]) {
      const { items, nextAfter } = read(limit, after);
      pages.push(items.map(({ id }) => id));
      after = nextAfter;
      if (after === undefined) break;
    }
    t.strictSame(pages.flat().join(""), "abcd", `${limit} a page`);
    t.equal(pages.length, Math.ceil(rows.length / limit));
  }
});

t.test("an empty list is one page", async (t) => {
  t.strictSame(toPageResult([], { limit: 1, after: "d" }), { items: [], nextAfter: undefined });
});
