import type { Locale } from "../../domain/language/locale.ts";
import type { MailKind } from "../../domain/mail/kind.ts";

export interface NamedChild {
  /** Empty when it is unknown. */
  readonly firstName: string;
  readonly schoolName: string;
  /** An e-mail address or an https URL; see `parseContact`. */
  readonly schoolContact: string | null;
}

export interface MailChild extends NamedChild {
  /**
   * `activation`: the first password. `password-reset`: a later one, after the family forgot it.
   */
  readonly purpose: "activation" | "password-reset";
  readonly url: string;
  readonly expiresAt: Date;
  /** Whether a parent entered the address with the code of a letter. */
  readonly isFromLetter: boolean;
}

/** How all children of an invitation got the address; `several` when it was in different ways. */
export type AddressSource = "school" | "letter" | "several";

/** Whether a password is the first one of its child. `unknown`: the link has been deleted since. */
export type PasswordUse = MailChild["purpose"] | "unknown";

/** URLs of the pages about privacy and accessibility. */
export type NoticeUrls = Readonly<Record<"privacy" | "accessibility", string>>;

/** Content of a mail, independent of language and format. Names are as the school typed them. */
export type MailContent =
  | {
      readonly kind: LinkMailKind;
      readonly locale: Locale;
      /** Every child of the address that gets a link; at least one. */
      readonly children: readonly MailChild[];
      /** The pages that a family is told about in its first mail. */
      readonly noticeUrls?: NoticeUrls;
    }
  | (NamedChild & {
      readonly kind: "password-notice";
      readonly locale: Locale;
      readonly loginUrl: string;
      readonly forgotUrl: string;
      readonly changedAt: Date;
      readonly use: PasswordUse;
    })
  | {
      readonly kind: "address-removed" | "address-added";
      readonly locale: Locale;
      /** Every child whose address was removed, or that got another one; at least one. */
      readonly children: readonly NamedChild[];
    };

/** Kinds of mail that contain links. */
export type LinkMailKind = Extract<MailKind, "activation" | "links" | "reminder">;
