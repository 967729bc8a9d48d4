// Set-up of the picture login by the parents: the pictures of the child, and the family's devices.
import { pictureCodeLength } from "../../../domain/picture-code.ts";
import { drawingPath } from "../../../domain/school/drawing.ts";
import { type Html, html } from "../../../formats/html.ts";
import type { RememberedDevice } from "../../../services/family/devices.ts";
import type { OpenHomeSession } from "../../../services/family/home-sessions.ts";
import type { IssuedSession } from "../../../services/family/session-tokens.ts";
import type { PageProblem } from "../errors.ts";
import { problemSummary } from "../form.ts";
import type { Page } from "../layout.ts";
import type { PageTexts } from "../texts/texts.ts";
import {
  type Choice,
  chosenField,
  nextPicture,
  pictureForm,
  pictureImage,
  undoForms,
} from "./picture-choice.ts";

const action = "/pictures/code";

/** The page on which parent and child choose the pictures; it shows the choices. */
export function makeCodePage(
  texts: PageTexts,
  { subject }: IssuedSession,
  choice: Choice,
  problem?: PageProblem,
): Page {
  const { make, makeIntro, rememberThem, save } = texts.pictures;
  const isWhole = choice.chosen.length === pictureCodeLength;
  const way = html`<a class="button back" href="/">${texts.launch.back}</a>`;
  const body = isWhole
    ? html`<p tabindex="-1" autofocus>${rememberThem}</p>
${chosenPictures(texts, choice)}
<form method="post" action="${action}">
${chosenField(choice)}<button class="main" name="save" value="yes">${save}</button>
</form>`
    : html`<p>${makeIntro}</p>
${nextPicture(texts, choice, problem)}
${chosenPictures(texts, choice)}
${pictureForm(texts, action, choice, "")}`;
  return {
    title: make(subject.firstName ?? texts.child),
    child: subject,
    drawing: drawingPath(subject.picture),
    hasProblem: problem !== undefined,
    again: { path: "/" },
    content: html`${problemSummary(problem, texts)}${body}
${undoForms(texts, action, choice, "", way)}`,
  };
}

/** Four places, of which those without a picture are empty, so that the pictures below do not move. */
function chosenPictures(texts: PageTexts, { chosen }: Choice): Html {
  const places = Array.from({ length: pictureCodeLength }, (_, place) => chosen[place]);
  const items = places.map((picture) =>
    picture
      ? html`<li>${pictureImage(texts, picture)}</li>\n`
      : html`<li class="empty" aria-hidden="true"></li>\n`,
  );
  return html`<h2>${texts.pictures.chosen}</h2>\n<ol class="chosen">\n${items}</ol>`;
}

export interface PictureSettings {
  readonly devices: readonly RememberedDevice[];
  /** The device of this browser; `undefined` when it is not remembered. */
  readonly ownDeviceId: string | undefined;
}

/**
 * Settings after a login with the password: the child's pictures, and the family's devices. A child
 * of a group without pictures sees only the device that it uses, if it is remembered.
 */
export function pictureSettings(
  texts: PageTexts,
  session: OpenHomeSession,
  settings: PictureSettings,
): Html | "" {
  const { ownDeviceId, devices } = settings;
  const hasPictures = session.groupLoginMethod === "picture";
  const shown = hasPictures ? devices : devices.filter(({ id }) => id === ownDeviceId);
  if (!hasPictures && shown.length === 0) return "";
  return html`<section class="settings">
${hasPictures ? codeSettings(texts, session, ownDeviceId) : ""}${deviceList(texts, shown, ownDeviceId)}</section>
`;
}

function codeSettings(
  texts: PageTexts,
  { firstName, pictureCodeMadeAt }: OpenHomeSession,
  ownDeviceId: string | undefined,
): Html {
  const words = texts.pictures;
  const isMade = pictureCodeMadeAt !== null;
  const choose = html`<form method="post" action="${action}"><button name="chosen" value="">${isMade ? words.toRenew : words.toMake}</button></form>\n`;
  const remember = html`<p>${words.rememberHint(firstName ?? texts.child)}</p>
<form method="post" action="/devices/remember"><button>${words.remember}</button></form>
`;
  return html`<h2>${words.heading}</h2>
<p>${isMade ? words.made : words.none}</p>
${ownDeviceId === undefined ? remember : choose}`;
}

function deviceList(
  texts: PageTexts,
  devices: readonly RememberedDevice[],
  ownDeviceId: string | undefined,
): Html | "" {
  if (devices.length === 0) return "";
  const { pictures: words, moment } = texts;
  const rows = devices.map(({ id, name, createdAt, lastUsedAt }) => {
    const own = id === ownDeviceId ? html` (${words.thisDevice})` : "";
    const used = lastUsedAt ? html`<br>\n${words.usedAt(moment.format(lastUsedAt))}` : "";
    return html`<li>
<p id="device-${id}">${name}${own}<br>
<span class="hint">${words.addedAt(moment.format(createdAt))}${used}</span></p>
<button name="device" value="${id}" aria-describedby="device-${id}">${words.forget}</button>
</li>
`;
  });
  return html`<h2>${words.devices}</h2>
<form method="post" action="/devices/forget"><ul class="devices">
${rows}</ul></form>
`;
}
