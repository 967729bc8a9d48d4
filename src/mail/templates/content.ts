import type { Locale } from "../../domain/locale.ts";
import type { MailKind } from "../../domain/mail-kind.ts";

export interface NamedChild {
  readonly firstName: string;
  readonly schoolName: string;
}

export interface MailChild extends NamedChild {
  /** A first password, or a new one for who forgot it. */
  readonly purpose: "activation" | "password-reset";
  readonly url: string;
  readonly expiresAt: Date;
}

/** What a mail tells, before it has a language and a form. Names are as the school typed them. */
export type MailContent =
  | {
      readonly kind: LinkMailKind;
      readonly locale: Locale;
      /** Every child of the address that gets a link; at least one. */
      readonly children: readonly MailChild[];
    }
  | {
      readonly kind: "password-notice";
      readonly locale: Locale;
      readonly firstName: string;
      readonly schoolName: string;
      readonly loginUrl: string;
      readonly forgotUrl: string;
      readonly changedAt: Date;
    }
  | {
      readonly kind: "address-removed";
      readonly locale: Locale;
      /** Every child that the address was removed of; at least one. */
      readonly children: readonly NamedChild[];
    };

/** The mails that bring links. */
export type LinkMailKind = Extract<MailKind, "activation" | "links" | "reminder">;
