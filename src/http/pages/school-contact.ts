import { contactLink, contactPlace } from "../../domain/school/contact.ts";
import { type Html, html } from "../../formats/html.ts";

/**
 * Renders a text with the contact of the school at its `contactPlace`, between parentheses. An
 * address is read from left to right in every language. Without a contact nothing stands there.
 */
export function withContact(text: string, contact: string | null | undefined): Html {
  const link = contact ? html` (${linkTo(contact)})` : "";
  const parts = text.split(contactPlace);
  return html`${parts.map((part, index) => (index === 0 ? part : html`${link}${part}`))}`;
}

function linkTo(contact: string): Html {
  const { href, label } = contactLink(contact);
  return html`<bdi dir="ltr" class="contact"><a href="${href}" rel="noreferrer">${label}</a></bdi>`;
}
