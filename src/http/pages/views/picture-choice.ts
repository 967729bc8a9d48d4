// What the pages on which pictures are chosen have in common.
import { type Picture, pictureCodeLength } from "../../../domain/picture-code.ts";
import { type Html, html } from "../../../formats/html.ts";
import type { PageProblem } from "../errors.ts";
import type { PageTexts } from "../texts/texts.ts";

/** The choices so far, and the order of all sixteen pictures. */
export interface Choice {
  readonly order: readonly Picture[];
  readonly chosen: readonly Picture[];
}

/**
 * Names the number of the next picture; it has the focus, for screen readers, unless a problem is
 * shown.
 */
export function nextPicture(texts: PageTexts, { chosen }: Choice, problem?: PageProblem): Html {
  const sentence = texts.pictures.next(chosen.length + 1, pictureCodeLength);
  const focus = problem ? "" : html` tabindex="-1" autofocus`;
  return html`<p class="next"${focus}>${sentence}</p>`;
}

/** Renders all sixteen pictures as buttons; a chosen one is disabled. */
export function pictureForm(
  texts: PageTexts,
  action: string,
  choice: Choice,
  kept: Html | "",
): Html {
  const buttons = choice.order.map((picture) => {
    const isChosen = choice.chosen.includes(picture) ? html` disabled` : "";
    return html`<button name="pick" value="${picture}" class="picture"${isChosen}>${pictureImage(texts, picture)}</button>\n`;
  });
  return html`<form method="post" action="${action}">
${kept}${chosenField(choice)}${orderField(choice)}<div class="pictures">
${buttons}</div>
</form>`;
}

/**
 * Renders the ways back: the last choice, which leaves the pictures in their places, all choices,
 * and the page before. The buttons are always there, so that nothing moves at the first choice.
 */
export function undoForms(
  { pictures: { undo, again } }: PageTexts,
  action: string,
  choice: Choice,
  kept: Html | "",
  pageBefore: Html,
): Html {
  const isDisabled = choice.chosen.length === 0 ? html` disabled` : "";
  const fewer = choice.chosen.slice(0, -1).join(" ");
  return html`<div class="ways">
<form method="post" action="${action}">${kept}${orderField(choice)}<button name="chosen" value="${fewer}" class="undo"${isDisabled}>${undo}</button></form>
<form method="post" action="${action}">${kept}<button name="chosen" value=""${isDisabled}>${again}</button></form>
${pageBefore}
</div>`;
}

export function chosenField({ chosen }: Choice): Html {
  return html`<input type="hidden" name="chosen" value="${chosen.join(" ")}">\n`;
}

function orderField({ order }: Choice): Html {
  return html`<input type="hidden" name="order" value="${order.join(" ")}">\n`;
}

export function pictureImage(texts: PageTexts, picture: Picture): Html {
  return html`<img src="/assets/pictures/${picture}.svg" alt="${texts.pictures.names[picture]}" width="100" height="100">`;
}
