import { contactLink, contactPlace } from "../../domain/school/contact.ts";
import { type Html, html, replaceIn } from "../../formats/html.ts";

/**
 * Renders a text with the contact of the school at its `contactPlace`, between parentheses, or with
 * nothing there. An address is read from left to right in every language.
 */
export function withContact(text: string, contact: string | null | undefined): Html {
  return replaceIn(text, contactPlace, contact ? html` (${linkTo(contact)})` : "");
}

function linkTo(contact: string): Html {
  const { href, label } = contactLink(contact);
  return html`<bdi dir="ltr" class="contact"><a href="${href}" rel="noreferrer">${label}</a></bdi>`;
}
