// Last mail of each kind to a mailbox, and the number of mails before it. A row outlives its mailbox, so that
// removing and re-entering an address does not reset the cool-down. Its key is an HMAC of the address.
import type { MailKind } from "../../domain/mail/kind.ts";
import { command, hasRows, type Statement } from "../statement.ts";

/** Cool-down parameters of a statement that inserts mails; `undefined` for kinds without one. */
export interface MailCoolDown {
  /** Between the first two mails; see `coolDownAfter`. */
  readonly seconds: number;
  /** HMAC of a mailbox and a kind of mail. */
  keyOf(emailKey: string, kind: MailKind): Buffer;
}

const coolingSql = {
  name: "is_mailbox_cooling_down",
  text: `select from mail_cool_downs c where c.key = $1 and c.last_at + mail_gap(c.mails, $3) > $2`,
};

/** Whether a mail of this kind would have to wait. */
export function isCoolingDown(key: Buffer, now: Date, seconds: number): Statement<boolean> {
  return hasRows(coolingSql, [key, now, seconds]);
}

const removeSql = {
  name: "remove_mail_cool_downs",
  text: "delete from mail_cool_downs where key = any($1)",
};

export function removeMailCoolDowns(keys: readonly Buffer[]): Statement<void> {
  return command(removeSql, [keys]);
}
