// What the keyboard gets to on a page, and whether it can be seen there.
import type { Page } from "playwright-core";

interface Focus {
  readonly id: string;
  /** Its words, or those of its picture. */
  readonly words: string;
  /** Its place among all that wants the keyboard; -1 for what does not. */
  readonly index: number;
  /** Whether something is drawn around it. */
  readonly isDrawn: boolean;
  /** Whether all of it is inside the window. */
  readonly isInSight: boolean;
}

const wantsFocus = `[...document.querySelectorAll("a[href], button, input")]
  .filter((element) => !element.disabled && element.getClientRects().length > 0)`;

const focus = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { top, bottom, left, right } = element.getBoundingClientRect();
  const pixel = 1; // It is scrolled to by whole ones.
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

/** Goes on by one; what cannot be seen there is a line each. */
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

/** Goes around the page with Tab: a line for what is not reached so, or cannot be seen when it is. */
export async function keyboardFaults(page: Page): Promise<readonly string[]> {
  const count = await page.evaluate<number>(`${wantsFocus}.length`);
  const reached = new Set<number>();
  const validationErrors: string[] = [];
  // Twice around, since it begins wherever the focus is and leads past the window itself.
  for (let presses = 0; presses < 2 * (count + 1) && reached.size < count; presses++) {
    const { focus, unseen } = await pressTab(page);
    if (focus.index < 0 || reached.has(focus.index)) continue;
    reached.add(focus.index);
    validationErrors.push(...unseen);
  }
  if (reached.size < count) validationErrors.push(`Tab reaches ${reached.size} of ${count}`);
  return validationErrors;
}
