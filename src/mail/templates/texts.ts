import type { Locale } from "../../domain/language/locale.ts";
import type { MailKind } from "../../domain/mail/kind.ts";
import { dateFormat, listFormat, type RegionFormat } from "../../formats/region-formats.ts";
import type { AddressSource, LinkMailKind, NoticeUrls, PasswordUse } from "./content.ts";

/**
 * All texts of the mails in one language. Names and times are passed as text; the result is plain
 * text too, which the HTML escapes as a whole.
 */
export interface MailTexts {
  readonly locale: Locale;
  readonly formats: Formats;
  /** Note at the top of a mail that starts in the other language. */
  readonly below: string;
  readonly greeting: string;
  /** Replaces a name that a mail must not show; see `safeName`. Mid-sentence. */
  readonly neutral: { readonly child: string; readonly school: string };
  readonly subject: Record<MailKind, (names: string, schools: string) => string>;
  readonly title: Record<MailKind, string>;
  readonly activation: (names: string, count: number, source: AddressSource) => readonly string[];
  readonly links: (names: string, count: number) => readonly string[];
  readonly reminder: (names: string, count: number) => readonly string[];
  readonly addressRemoved: (names: string, schools: string, count: number) => readonly string[];
  readonly addressAdded: (names: string, schools: string, count: number) => readonly string[];
  readonly passwordNotice: (
    name: string,
    school: string,
    moment: string,
    use: PasswordUse,
  ) => readonly string[];
  readonly makePassword: Record<"activation" | "password-reset", (name: string) => string>;
  readonly worksUntil: (moment: string) => string;
  readonly logIn: string;
  readonly notYou: string;
  readonly makeNewPassword: string;
  readonly goodToKnow: string;
  readonly userName: string;
  readonly passwordPerChild: string;
  readonly worksOnce: string;
  readonly onlyYours: string;
  readonly unexpected: Record<LinkMailKind, string>;
  readonly footer: string;
  /** Labels of the pages that the first mail names. */
  readonly notices: Record<keyof NoticeUrls, string>;
  /** Ends a list of names that is cut short. */
  readonly others: (count: number) => string;
  /** The children without a first name, after the names of others or alone. */
  readonly nameless: (count: number, areOthersNamed: boolean) => string;
}

export interface Formats {
  readonly moment: RegionFormat<Date>;
  readonly list: RegionFormat<Iterable<string>>;
}

/** Formats of times and lists in a region (BCP 47), in Dutch local time. */
export function formatsOf(region: string): Formats {
  return {
    moment: dateFormat(region, {
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    }),
    list: listFormat(region),
  };
}
