/**
 * Position of a row in a list: the texts that the list sorts by, and the id, which decides last. It
 * stays a position when the row is gone.
 */
export interface RowKey {
  readonly texts: readonly string[];
  readonly id: string;
}

export interface PageRequest {
  /** Largest number of rows. */
  readonly limit: number;
  /** The page begins after this position; `undefined` for the first page. */
  readonly afterKey: RowKey | undefined;
}

/** A page of rows, and the position after which the next page begins; `undefined` on the last page. */
export interface PageResult<Item> {
  readonly items: readonly Item[];
  readonly nextAfterKey: RowKey | undefined;
}

/** Positions as texts for callers, who can neither read nor change them. */
export interface Cursors {
  /** `list` is the name of the list; its cursors are invalid in another list. */
  encode(list: string, key: RowKey): string;
  /** Returns `undefined` for a text that is no cursor of this list. */
  decode(list: string, cursor: string): RowKey | undefined;
}

/** One page with all rows: a roster has at most 20,000 pupils. */
export const everyRow: PageRequest = { limit: 100_000, afterKey: undefined };

/** Requests one extra row, which shows whether there is a next page. */
export function withOneMore(page: PageRequest): PageRequest {
  return { ...page, limit: page.limit + 1 };
}

/** `textsOf` returns the texts by which the list sorts its rows before their ids. */
export function toPageResult<Item extends { readonly id: string }>(
  rows: readonly Item[],
  page: PageRequest,
  textsOf: (item: Item) => readonly string[] = () => [],
): PageResult<Item> {
  const items = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? items.at(-1) : undefined;
  return { items, nextAfterKey: last && { texts: textsOf(last), id: last.id } };
}

/** The texts by which lists of people sort. */
export function sortNamesOf(person: {
  readonly lastName: string | null;
  readonly firstName: string | null;
}): [lastName: string, firstName: string] {
  return [person.lastName ?? "", person.firstName ?? ""];
}
