import type { ValidationError } from "./errors.ts";
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
  const tooLong = { validationError: `is longer than ${lengthMaxBytes} bytes` };
  if (!isWithin(typed, typedEmailLengthMax)) return tooLong;
  const email = typed.trim().normalize("NFC");
  if (email === "") return { validationError: "is empty" };
  if (bytes(email) > lengthMaxBytes) return tooLong;

  const [localPart, domain, ...rest] = email.split("@");
  if (localPart === undefined || domain === undefined) return { validationError: "has no @" };
  if (rest.length > 0) return { validationError: "has more than one @" };
  if (!localPartPattern.test(localPart)) return { validationError: "is invalid before the @" };
  if (bytes(localPart) > localPartMaxBytes) {
    return { validationError: `has more than ${localPartMaxBytes} bytes before the @` };
  }

  const asciiDomain = toAsciiDomain(domain);
  if (asciiDomain === undefined) return { validationError: "has no valid domain after the @" };
  return { email, emailKey: `${localPart.toLowerCase().normalize("NFC")}@${asciiDomain}` };
}

/** Returns the validation error of the `email` of a body, if it is not an address. */
export function emailErrors(email: string): ValidationError[] {
  const address = parseEmailAddress(email);
  if (!("validationError" in address)) return [];
  return [{ pointer: "/email", detail: address.validationError }];
}

/** Returns the domain of a canonical address. */
export function domainOf(emailKey: string): string {
  return emailKey.slice(emailKey.lastIndexOf("@") + 1);
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
