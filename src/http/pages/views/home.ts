import { type Html, html } from "../../../formats/html.ts";
import type { OpenHomeSession } from "../../../services/family/home-sessions.ts";
import type { Launch } from "../../../services/family/launches.ts";
import type { Page } from "../layout.ts";
import type { PageTexts } from "../texts/texts.ts";
import { type PictureSettings, pictureSettings } from "./pictures.ts";

/** Shows the child that is logged in, and its software. */
export function homePage(
  texts: PageTexts,
  session: OpenHomeSession,
  pictures?: PictureSettings,
): Page {
  const { title, school, group, logOut } = texts.home;
  const { firstName, schoolName, groupName } = session;
  return {
    title: title(firstName),
    again: { path: "/" },
    content: html`${softwareForm(texts, session)}<dl>
<dt>${school}</dt><dd>${schoolName}</dd>
${groupName === null ? "" : html`<dt>${group}</dt><dd>${groupName}</dd>\n`}</dl>
${pictures ? pictureSettings(texts, session, pictures) : ""}<form method="post" action="/logout"><button>${logOut}</button></form>`,
  };
}

/** Renders a button for each publisher; the response is a launch page. */
function softwareForm({ home }: PageTexts, { software }: OpenHomeSession): Html {
  if (software.length === 0) return html`<p>${home.noSoftware}</p>\n`;
  const buttons = software.map(
    ({ key, name }) =>
      html`<li><button class="main" name="publisher" value="${key}">${name}</button></li>\n`,
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
export function launchPage(texts: PageTexts, { publisherName, launchUrl, token }: Launch): Page {
  const { title, wait, go, back } = texts.launch;
  return {
    title: title(publisherName),
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
