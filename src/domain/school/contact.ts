// How families reach their school: an e-mail address or a web page.
import { parseEmailAddress } from "../email-address.ts";
import { parseWebUrl } from "../web-url.ts";

/** Equal to the check constraint of the table, for the stored form. */
export const contactLengthMax = 254;

/**
 * Marks in a text where the contact follows, if the school is known and has one. A private-use
 * character, which names in mails cannot contain.
 */
export const contactPlace = "\uE000";

/** Longer pages are shown as their host. */
const labelLengthMax = 48;

/**
 * Returns the stored form of an e-mail address or of an https URL; see `parseEmailAddress` and
 * `parseWebUrl`. Returns `undefined` for any other text, also one that is too long.
 */
export function parseContact(text: string): string | undefined {
  if (/\p{Cc}/u.test(text)) return undefined;
  const contact = isUrl(text) ? parseWebUrl(text) : emailIn(text);
  return contact !== undefined && contact.length <= contactLengthMax ? contact : undefined;
}

/** Returns the URL and the visible text of the link to a contact in stored form. */
export function contactLink(contact: string): { readonly href: string; readonly label: string } {
  if (isUrl(contact)) {
    const { host, pathname } = new URL(contact);
    const label = `${host}${pathname.replace(/\/$/, "")}`;
    return { href: contact, label: label.length <= labelLengthMax ? label : host };
  }
  return { href: mailtoOf(contact), label: contact };
}

function isUrl(text: string): boolean {
  return /^\s*https:/i.test(text);
}

function emailIn(text: string): string | undefined {
  const address = parseEmailAddress(text);
  return "validationError" in address ? undefined : address.email;
}

/** RFC 6068 §2: characters such as `?` and `&` in the local part are escaped. */
function mailtoOf(email: string): string {
  const at = email.lastIndexOf("@");
  return `mailto:${encodeURIComponent(email.slice(0, at))}@${encodeURIComponent(email.slice(at + 1))}`;
}
