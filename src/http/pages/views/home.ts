import { drawingPath } from "../../../domain/school/drawing.ts";
import { type Html, html } from "../../../formats/html.ts";
import type { OpenHomeSession } from "../../../services/family/home-sessions.ts";
import type { Launch } from "../../../services/family/launches.ts";
import type { Page } from "../layout.ts";
import { withContact } from "../school-contact.ts";
import type { PageTexts } from "../texts/texts.ts";
import { markOf } from "./mark.ts";
import { type PictureSettings, pictureSettings } from "./picture-code.ts";

/** Shows the child that is logged in with its drawing, and its software. */
export function homePage(
  texts: PageTexts,
  session: OpenHomeSession,
  pictures?: PictureSettings,
): Page {
  return {
    title: texts.home.title(session.firstName),
    child: session,
    drawing: drawingPath(session.picture),
    again: { path: "/" },
    content: html`${softwareForm(texts, session)}${pictures ? pictureSettings(texts, session, pictures) : ""}`,
  };
}

/** Renders a button for each publisher; the response is a launch page. */
function softwareForm({ home }: PageTexts, { software, schoolContact }: OpenHomeSession): Html {
  if (software.length === 0) return html`<p>${withContact(home.noSoftware, schoolContact)}</p>\n`;
  const buttons = software.map(
    ({ key, name }) =>
      html`<li><button class="app" name="publisher" value="${key}"><span>${markOf({ key, name })}<span>${name}</span></span></button></li>\n`,
  );
  return html`<h2 id="software">${home.software}</h2>
<form method="post" action="/launch"><ul class="software" aria-labelledby="software">
${buttons}</ul></form>
`;
}

/**
 * Sends the child to its publisher. A form field has the token, never a URL; a script
 * submits the form, and without scripts the button does.
 */
export function launchPage(
  texts: PageTexts,
  { publisherName, launchUrl, token }: Launch,
  child: NonNullable<Page["child"]>,
): Page {
  const { title, wait, go, back } = texts.launch;
  return {
    title: title(publisherName),
    child,
    again: { path: "/" },
    formsGoTo: new URL(launchUrl).origin,
    content: html`<p role="status">${wait}</p>
<form method="post" action="${launchUrl}" id="launch">
<input type="hidden" name="token" value="${token}">
<button class="main">${go(publisherName)}</button>
</form>
<p><a href="/">${back}</a></p>`,
  };
}
