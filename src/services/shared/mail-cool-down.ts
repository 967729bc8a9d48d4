import { createHmac } from "node:crypto";
import type { SecretKeys } from "../../security/secret-keys.ts";
import type { MailCoolDown } from "../../store/mail/mail-cool-downs.ts";

/** A new `SECRET_KEY` resets all cool-downs. */
export function createMailCoolDown(deps: {
  readonly keys: SecretKeys;
  readonly mailCoolDownSeconds: number;
}): MailCoolDown {
  const key = deps.keys[0].derive("mail-cool-down");
  return {
    seconds: deps.mailCoolDownSeconds,
    keyOf: (emailKey, kind) => createHmac("sha256", key).update(`${kind}\n${emailKey}`).digest(),
  };
}
