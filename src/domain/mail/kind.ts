/**
 * Kinds of mail. `activation`: an invitation by a teacher. `links`: requested by the family.
 * `reminder`: an activation link is about to expire. `password-notice`: a password was set or
 * changed. `address-removed`: a child no longer logs in with this address. `address-added`: a child got
 * another address beside this one, with the code of a letter.
 */
export const mailKinds = [
  "activation",
  "links",
  "reminder",
  "password-notice",
  "address-removed",
  "address-added",
] as const;
export type MailKind = (typeof mailKinds)[number];
