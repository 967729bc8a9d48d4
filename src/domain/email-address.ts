import type { ValidationError } from "./errors.ts";
import { say } from "./messages/messages.ts";
import { isWithin, typedEmailLengthMax } from "./text.ts";

/** A home address: as typed, and in the canonical form by which addresses are compared. */
export interface EmailAddress {
  /** As typed, trimmed and in NFC: for display and as the recipient of mail. */
  readonly email: string;
  /** Trimmed, NFC, lower case, domain in punycode: the user name at home. */
  readonly emailKey: string;
}

const lengthMaxBytes = 254; // RFC 5321 §4.5.3.1.3: a path of 256 without its angle brackets
const localPartMaxBytes = 64; // RFC 5321 §4.5.3.1.1
export const domainMaxBytes = 253; // RFC 1035 §3.1

// RFC 5322 dot-atom, with the letters and digits of RFC 6531. Quoted local parts, comments and
// address literals are legal, but families do not have them, and they allow several spellings of
// one address.
const atom = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
export const localPartPattern = new RegExp(`^${atom}(?:\\.${atom})*$`, "u");
const labelPattern = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;
/** ASCII, as nearly every domain is. */
const asciiPattern = /^[a-z0-9.-]+$/;
const topLevelPattern = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

const encoder = new TextEncoder();

/**
 * Parses an address as typed. Returns the address, or the reason why it is invalid as a sentence
 * without the address in it. Dots and tags are significant, whatever the provider does with them.
 */
export function parseEmailAddress(
  typed: string,
): EmailAddress | { readonly validationError: string } {
  const tooLong = { validationError: say("email-too-long", { max: lengthMaxBytes }) };
  if (!isWithin(typed, typedEmailLengthMax)) return tooLong;
  const email = typed.trim().normalize("NFC");
  if (email === "") return { validationError: say("email-empty") };
  if (bytes(email) > lengthMaxBytes) return tooLong;

  const [localPart, domain, ...rest] = email.split("@");
  if (localPart === undefined || domain === undefined)
    return { validationError: say("email-no-at") };
  if (rest.length > 0) {
    return { validationError: say(holdsSeveral(email) ? "email-several" : "email-several-ats") };
  }
  if (!localPartPattern.test(localPart)) return { validationError: say("email-local-part") };
  if (bytes(localPart) > localPartMaxBytes) {
    return { validationError: say("email-local-part-too-long", { max: localPartMaxBytes }) };
  }

  const asciiDomain = toAsciiDomain(domain);
  if (asciiDomain === undefined) return { validationError: say("email-domain") };
  return { email, emailKey: `${localPart.toLowerCase().normalize("NFC")}@${asciiDomain}` };
}

/** Returns the validation error of the `email` of a body, if it is not an address. */
export function emailErrors(email: string): ValidationError[] {
  const address = parseEmailAddress(email);
  if (!("validationError" in address)) return [];
  return [{ pointer: "/email", detail: address.validationError }];
}

/**
 * Returns the address in a text that was copied from a mail program: without `mailto:`, and without
 * the name in `Jan <jan@example.nl>`. Returns any other text as it is.
 */
export function withoutName(typed: string): string {
  if (!isWithin(typed, typedEmailLengthMax)) return typed;
  const text = typed.trim();
  const start = text.indexOf("<");
  const isNamed = start !== -1 && text.indexOf(">") === text.length - 1;
  const inner = isNamed && !text.slice(0, start).includes("@") ? text.slice(start + 1, -1) : text;
  return inner.replace(/^\s?mailto:/i, "");
}

/** Returns the domain of a canonical address. */
export function domainOf(emailKey: string): string {
  return emailKey.slice(emailKey.lastIndexOf("@") + 1);
}

/** Whether a text is a list of addresses, whatever separates them. */
function holdsSeveral(text: string): boolean {
  return text.split(/[\s,;|/]/).filter((part) => part.includes("@")).length > 1;
}

function toAsciiDomain(domain: string): string | undefined {
  const labels = domain.split(".");
  if (labels.length < 2 || !labels.every((label) => labelPattern.test(label))) return undefined;
  const lower = domain.toLowerCase();
  const isPlain = asciiPattern.test(lower) && !lower.includes("xn--");
  const ascii = isPlain ? lower : toPunycode(domain);
  if (ascii === undefined) return undefined;
  const topLevel = ascii.slice(ascii.lastIndexOf(".") + 1);
  if (ascii.length > domainMaxBytes || !topLevelPattern.test(topLevel)) return undefined;
  return ascii;
}

/** The label check has excluded everything that a URL parser reads as a port, path or escape. */
function toPunycode(domain: string): string | undefined {
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : undefined;
}

function bytes(text: string): number {
  return encoder.encode(text).length;
}
