// "Wie ben jij?": the children of a remembered device.
import { drawingPath } from "../../../domain/school/drawing.ts";
import { type Html, html } from "../../../formats/html.ts";
import type { DeviceLookup } from "../../../services/family/devices.ts";
import type { Page } from "../layout.ts";
import type { PageTexts } from "../texts/texts.ts";

type Child = DeviceLookup["children"][number];

/** Longest word of a name that fits in a tile at each size; see `.tile` in `page.css`. */
const wordLengthMax = { usual: 6, small: 9 };

/** Lists every child of the device: those with pictures, then those that type a password. */
export function tilesPage(
  texts: PageTexts,
  { children, others }: Pick<DeviceLookup, "children" | "others">,
): Page {
  const { who, missing, withPassword } = texts.pictures;
  return {
    title: who,
    schoolContact: contactOfAll([...children, ...others]),
    again: { path: "/login" },
    content: html`<form method="post" action="/pictures" class="tiles">
${children.map((child) => pictureTile(texts, child))}${others.map((child) => passwordTile(texts, child))}</form>
<p>${missing}</p>
<p><a href="/login/password">${withPassword}</a></p>`,
  };
}

function pictureTile(texts: PageTexts, child: Child): Html {
  return html`<button name="child" value="${child.id}" class="${classOf(child)}">${faceOf(texts, child)}</button>\n`;
}

function passwordTile(texts: PageTexts, child: Child): Html {
  const { byPassword } = texts.pictures;
  return html`<a href="/login/password" class="button ${classOf(child)}">${faceOf(texts, child)} <small>${byPassword}</small></a>\n`;
}

/** A child that cannot read finds itself by its drawing; a screen reader reads the name. */
function faceOf({ pictures }: PageTexts, { firstName, picture }: Child): Html {
  const path = drawingPath(picture);
  const image =
    path === null ? "" : html`<img src="${path}" alt="" width="96" height="96" class="drawing">`;
  return html`${image}${firstName ?? pictures.me}`;
}

/** Returns the contact that all children have, if they have the same one. */
function contactOfAll(children: readonly Child[]): string | null {
  const [first, ...others] = new Set(children.map(({ schoolContact }) => schoolContact));
  return others.length === 0 ? (first ?? null) : null;
}

/** A long name is smaller or takes a whole row, so that no line breaks inside a word. */
function classOf({ firstName }: Child): string {
  const words = (firstName ?? "").split(/[\s-]+/);
  const longest = Math.max(...words.map((word) => word.length));
  if (longest <= wordLengthMax.usual) return "tile";
  return longest <= wordLengthMax.small ? "tile long" : "tile longer";
}
