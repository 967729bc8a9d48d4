// Tests which elements the keyboard reaches on a page, and whether the focus is visible.
import type { Page } from "playwright-core";

interface Focus {
  readonly id: string;
  /** Text of the element, or of its image. */
  readonly words: string;
  /** Index among the focusable elements; -1 for another element. */
  readonly index: number;
  /** Whether an outline is drawn around it. */
  readonly isDrawn: boolean;
  /** Whether the whole element is inside the window. */
  readonly isInSight: boolean;
}

const wantsFocus = `[...document.querySelectorAll("a[href], button, input")]
  .filter((element) => !element.disabled && element.getClientRects().length > 0)`;

const focus = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { top, bottom, left, right } = element.getBoundingClientRect();
  const pixel = 1; // The browser scrolls by whole pixels.
  return {
    id: element.id,
    words: element.textContent.trim() || element.querySelector("img")?.alt || "",
    index: ${wantsFocus}.indexOf(element),
    isDrawn: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1,
    isInSight:
      Math.min(top, left) > -pixel &&
      bottom < innerHeight + pixel &&
      right < innerWidth + pixel,
  };
})()`;

export const readFocus = (page: Page): Promise<Focus> => page.evaluate(focus);

/** Presses Tab once; returns a line for each focused element that is not visible. */
export async function pressTab(
  page: Page,
): Promise<{ readonly focus: Focus; readonly unseen: readonly string[] }> {
  await page.keyboard.press("Tab");
  const focus = await readFocus(page);
  const name = focus.words || focus.id;
  const unseen = [
    ...(focus.isDrawn ? [] : [`no outline: ${name}`]),
    ...(focus.isInSight ? [] : [`out of sight: ${name}`]),
  ];
  return { focus, unseen };
}

/** Tabs through the page; returns a line for each element that Tab does not reach or whose focus is not visible. */
export async function keyboardViolations(page: Page): Promise<readonly string[]> {
  const count = await page.evaluate<number>(`${wantsFocus}.length`);
  const reached = new Set<number>();
  const validationErrors: string[] = [];
  // Two rounds, because Tab starts at the current focus and passes the browser window.
  for (let presses = 0; presses < 2 * (count + 1) && reached.size < count; presses++) {
    const { focus, unseen } = await pressTab(page);
    if (focus.index < 0 || reached.has(focus.index)) continue;
    reached.add(focus.index);
    validationErrors.push(...unseen);
  }
  if (reached.size < count) validationErrors.push(`Tab reaches ${reached.size} of ${count}`);
  return validationErrors;
}
