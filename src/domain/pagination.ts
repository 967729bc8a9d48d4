export interface PageRequest {
  /** Largest number of rows. */
  readonly limit: number;
  /** Id of the row after which the page begins; `undefined` for the first page. */
  readonly after: string | undefined;
}

/** A page of rows, and the id after which the next page begins; `undefined` on the last page. */
export interface PageResult<Item> {
  readonly items: readonly Item[];
  readonly nextAfter: string | undefined;
}

/** One page with all rows: a roster has at most 20,000 pupils. */
export const everyRow: PageRequest = { limit: 100_000, after: undefined };

/** Requests one extra row, which shows whether there is a next page. */
export function withOneMore(page: PageRequest): PageRequest {
  return { ...page, limit: page.limit + 1 };
}

export function toPageResult<Item extends { readonly id: string }>(
  rows: readonly Item[],
  page: PageRequest,
): PageResult<Item> {
  const items = rows.slice(0, page.limit);
  return { items, nextAfter: rows.length > page.limit ? items.at(-1)?.id : undefined };
}
