// Marks of software: a shape with an initial in a colour, instead of the logo of its publisher. `page.css` has
// the shapes and the colours, because the policy of the pages forbids inline styles.
import { createHash } from "node:crypto";
import { once } from "../../../domain/once.ts";
import type { Publisher } from "../../../domain/school/publisher.ts";
import { type Html, html } from "../../../formats/html.ts";

const shapes = 5;
const colours = 8;
/** Made at its first use: the first segmenter of a process takes 14 ms. */
const segmenter = once(() => new Intl.Segmenter());

/** Renders the mark of a publisher, the same every day; a screen reader reads the name beside it. */
export function markOf({ key, name }: Pick<Publisher, "key" | "name">): Html {
  const [byte = 0, other = 0] = createHash("sha256").update(key).digest();
  const [first] = segmenter().segment(name.trim());
  const initial = (first?.segment ?? "").toLocaleUpperCase("nl");
  return html`<span class="mark shape-${`${byte % shapes}`} colour-${`${other % colours}`}" aria-hidden="true">${initial}</span>`;
}
