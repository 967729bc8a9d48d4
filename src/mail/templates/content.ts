import type { Locale } from "../../domain/locale.ts";

export interface MailChild {
  readonly firstName: string;
  readonly schoolName: string;
  /** A first password, or a new one for who forgot it. */
  readonly purpose: "activation" | "password-reset";
  readonly url: string;
  readonly expiresAt: Date;
}

/** What a mail tells, before it has a language and a form. Names are as the school typed them. */
export type MailContent =
  | {
      /** `activation`: a teacher invited; `links`: the family asked for links. */
      readonly kind: "activation" | "links";
      readonly locale: Locale;
      /** Every child of the address that gets a link; at least one. */
      readonly children: readonly MailChild[];
    }
  | {
      /** A password was made or changed. */
      readonly kind: "password-notice";
      readonly locale: Locale;
      readonly firstName: string;
      readonly schoolName: string;
      readonly loginUrl: string;
      readonly forgotUrl: string;
      readonly changedAt: Date;
    };

export type MailKind = MailContent["kind"];
