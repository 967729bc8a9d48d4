import type { Visit } from "./visit.ts";

export interface PageState {
  readonly name: string;
  /** Brings a browser that has been nowhere there, and is done when the page is. */
  reach(visit: Visit): Promise<unknown>;
}

/** A page that everybody gets to see who goes there. */
export const at = (name: string, path: string): PageState => ({
  name,
  reach: ({ page, site }) => page.goto(site.url + path),
});
