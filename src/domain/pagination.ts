import type { Page } from "../store/school/groups.ts";

export type { Page };

/** A page of rows, and the id after which the next begins; `undefined` on the last. */
export interface Paged<Item> {
  readonly items: readonly Item[];
  readonly nextAfter: string | undefined;
}

/** All at once: the most that a roster takes are 20,000 pupils. */
export const wholeList: Page = { limit: 100_000, after: undefined };

/** One row more than asked tells whether there is a next page. */
export function oneMore(page: Page): Page {
  return { ...page, limit: page.limit + 1 };
}

export function paged<Item extends { readonly id: string }>(
  rows: readonly Item[],
  page: Page,
): Paged<Item> {
  const items = rows.slice(0, page.limit);
  return { items, nextAfter: rows.length > page.limit ? items.at(-1)?.id : undefined };
}
