/**
 * Returns the normalised form (`URL.href`) of an https URL to which a family can safely be sent.
 * Returns `undefined` for another scheme, a user, a password, a fragment or a control character.
 */
export function parseWebUrl(text: string): string | undefined {
  // The parser of the URL Standard drops tabs and line breaks and escapes NUL instead of failing.
  if (/\p{Cc}/u.test(text)) return undefined;
  const url = URL.parse(text);
  const isSafe = url?.protocol === "https:" && !url.username && !url.password && !url.hash;
  return isSafe ? url.href : undefined;
}
