import type { Visit } from "./visit.ts";

export interface PageState {
  readonly name: string;
  /** Brings a browser that has been nowhere there, and is done when it shows what it is about. */
  reach(visit: Visit): Promise<unknown>;
}

/** Brings a browser there, and waits until all of the page has come, its pictures too. */
export async function arriveAt(state: PageState, visit: Visit): Promise<void> {
  await state.reach(visit);
  await visit.page.evaluate(wholePage);
}

/** Not its "load", which never comes to a page that is on its way to another. */
const wholePage = `(async () => {
  while (document.readyState === "loading") await new Promise(requestAnimationFrame);
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
})()`;

/** A page that everybody gets to see who goes there. */
export const at = (name: string, path: string): PageState => ({
  name,
  reach: ({ page, site }) => page.goto(site.url + path),
});
