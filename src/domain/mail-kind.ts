/**
 * What a mail tells: `activation`, a teacher invited; `links`, the family asked for links; `reminder`,
 * the link of an invitation is about to expire; `password-notice`, a password was made or changed;
 * `address-removed`, a child no longer logs in with this address.
 */
export const mailKinds = [
  "activation",
  "links",
  "reminder",
  "password-notice",
  "address-removed",
] as const;
export type MailKind = (typeof mailKinds)[number];
