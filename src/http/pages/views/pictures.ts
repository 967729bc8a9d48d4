// Picture login of the youngest pupils, and its set-up by their parents. Every choice requests the
// page again, so that it works without scripts; the choices are sent only by POST.

import { type Picture, pictureCodeLength } from "../../../domain/picture-code.ts";
import { drawingPath } from "../../../domain/school/drawing.ts";
import { type Html, html } from "../../../formats/html.ts";
import type { DeviceLookup, RememberedDevice } from "../../../services/family/devices.ts";
import type { OpenHomeSession } from "../../../services/family/home-sessions.ts";
import type { IssuedSession } from "../../../services/family/session-tokens.ts";
import type { PageProblem } from "../errors.ts";
import { problemSummary } from "../form.ts";
import type { Page } from "../layout.ts";
import type { PageTexts } from "../texts/texts.ts";

type Child = DeviceLookup["children"][number];

/** Lists the children with picture login on this device. */
export function tilesPage(texts: PageTexts, children: readonly Child[]): Page {
  const { who, missing, withPassword } = texts.pictures;
  return {
    title: who,
    again: { path: "/login" },
    content: html`<form method="post" action="/pictures" class="tiles">
${children.map((child) => tile(texts, child))}</form>
<p>${missing}</p>
<p><a href="/login/password">${withPassword}</a></p>`,
  };
}

/** A child that cannot read finds itself by its drawing; a screen reader reads the name. */
function tile(texts: PageTexts, { id, firstName, picture }: Child): Html {
  const path = drawingPath(picture);
  const image = path === null ? "" : html`<img src="${path}" alt="" width="96" height="96">`;
  return html`<button name="child" value="${id}" class="tile">${image}${firstName ?? texts.child}</button>\n`;
}

/** The choices so far, and the order of all sixteen pictures. */
export interface Choice {
  readonly order: readonly Picture[];
  readonly chosen: readonly Picture[];
}

/** The page on which a child chooses its pictures; it shows how many are chosen, not which. */
export function pictureLoginPage(
  texts: PageTexts,
  child: Child,
  choice: Choice,
  problem?: PageProblem,
): Page {
  const { greeting, withPassword } = texts.pictures;
  const dots = Array.from({ length: pictureCodeLength }, (_, place) =>
    place < choice.chosen.length ? "●" : "○",
  );
  const kept = html`<input type="hidden" name="child" value="${child.id}">\n`;
  return {
    title: greeting(child.firstName ?? texts.child),
    hasProblem: problem !== undefined,
    again: { path: "/login" },
    content: html`${problemSummary(problem, texts)}${nextPicture(texts, choice, problem)}
<p class="dots" aria-hidden="true">${dots.join(" ")}</p>
${pictureForm(texts, "/pictures", choice, kept)}
<p><a href="/login/password">${withPassword}</a></p>`,
  };
}

/** The page on which parent and child choose them; it shows the choices. */
export function makeCodePage(
  texts: PageTexts,
  { subject }: IssuedSession,
  choice: Choice,
  problem?: PageProblem,
): Page {
  const { make, makeIntro, rememberThem, save } = texts.pictures;
  const isWhole = choice.chosen.length === pictureCodeLength;
  const body = isWhole
    ? html`<p tabindex="-1" autofocus>${rememberThem}</p>
${chosenPictures(texts, choice)}
<form method="post" action="/pictures/code">
${chosenField(choice)}<button class="main" name="save" value="yes">${save}</button>
</form>
${startAgain(texts, "/pictures/code", "")}`
    : html`<p>${makeIntro}</p>
${nextPicture(texts, choice, problem)}
${chosenPictures(texts, choice)}
${pictureForm(texts, "/pictures/code", choice, "")}`;
  return {
    title: make(subject.firstName ?? texts.child),
    hasProblem: problem !== undefined,
    again: { path: "/" },
    content: html`${problemSummary(problem, texts)}${body}`,
  };
}

export interface PictureSettings {
  readonly devices: readonly RememberedDevice[];
  /** The device of this browser; `undefined` when it is not remembered. */
  readonly ownDeviceId: string | undefined;
}

/** Settings after a login with the password: the child's pictures, and the family's devices. */
export function pictureSettings(
  texts: PageTexts,
  session: OpenHomeSession,
  { devices, ownDeviceId }: PictureSettings,
): Html {
  const words = texts.pictures;
  const isMade = session.pictureCodeMadeAt !== null;
  const code = html`<h2>${words.heading}</h2>
<p>${isMade ? words.made : words.none}</p>
${
  ownDeviceId === undefined
    ? html`<p class="hint">${words.tickFirst}</p>`
    : html`<form method="post" action="/pictures/code"><button name="chosen" value="">${isMade ? words.toRenew : words.toMake}</button></form>`
}
`;
  const rows = devices.map(
    ({ id, name, expiresAt }) => html`<li>
<p>${name}${id === ownDeviceId ? ` (${words.thisDevice})` : ""}<br><span class="hint">${words.unusedUntil(texts.moment.format(expiresAt))}</span></p>
<form method="post" action="/devices/forget"><button name="device" value="${id}">${words.forget(name)}</button></form>
</li>
`,
  );
  const list = html`<h2>${words.devices}</h2>\n<ul class="devices">\n${rows}</ul>\n`;
  return html`${session.groupLoginMethod === "picture" ? code : ""}${rows.length > 0 ? list : ""}`;
}

/**
 * Names the number of the next picture; it has the focus, for screen readers, unless a problem is
 * shown.
 */
function nextPicture(texts: PageTexts, { chosen }: Choice, problem?: PageProblem): Html {
  const sentence = texts.pictures.next(chosen.length + 1, pictureCodeLength);
  const focus = problem ? "" : html` tabindex="-1" autofocus`;
  return html`<p class="next"${focus}>${sentence}</p>`;
}

/** Renders all sixteen pictures as buttons; a chosen one is disabled. */
function pictureForm(texts: PageTexts, action: string, choice: Choice, kept: Html | ""): Html {
  const buttons = choice.order.map((picture) => {
    const isChosen = choice.chosen.includes(picture) ? html` disabled` : "";
    return html`<button name="pick" value="${picture}" class="picture"${isChosen}>${drawing(texts, picture)}</button>\n`;
  });
  return html`<form method="post" action="${action}">
${kept}${chosenField(choice)}<input type="hidden" name="order" value="${choice.order.join(" ")}">
<div class="pictures">
${buttons}</div>
</form>
${choice.chosen.length > 0 ? startAgain(texts, action, kept) : ""}`;
}

function startAgain(texts: PageTexts, action: string, kept: Html | ""): Html {
  return html`<form method="post" action="${action}">${kept}<button name="chosen" value="">${texts.pictures.again}</button></form>`;
}

function chosenField({ chosen }: Choice): Html {
  return html`<input type="hidden" name="chosen" value="${chosen.join(" ")}">\n`;
}

function chosenPictures(texts: PageTexts, { chosen }: Choice): Html | "" {
  if (chosen.length === 0) return "";
  const items = chosen.map((picture) => html`<li>${drawing(texts, picture)}</li>\n`);
  return html`<h2>${texts.pictures.chosen}</h2>\n<ol class="chosen">\n${items}</ol>`;
}

function drawing(texts: PageTexts, picture: Picture): Html {
  return html`<img src="/assets/pictures/${picture}.svg" alt="${texts.pictures.names[picture]}" width="100" height="100">`;
}
