import type { Visit } from "../visit.ts";

export interface PageState {
  readonly name: string;
  /** Brings a new browser to this state; resolves when the page shows its content. */
  reach(visit: Visit): Promise<unknown>;
}

/** Brings a browser to this state, and waits until the page and its images are loaded. */
export async function arriveAt(state: PageState, visit: Visit): Promise<void> {
  await state.reach(visit);
  await visit.page.evaluate(wholePage);
}

/** Not `load`, which never fires on a page that navigates away. */
const wholePage = `(async () => {
  while (document.readyState === "loading") await new Promise(requestAnimationFrame);
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
})()`;

/** State of a page that every visitor of this path sees. */
export const at = (name: string, path: string): PageState => ({
  name,
  reach: ({ page, site }) => page.goto(site.url + path),
});
