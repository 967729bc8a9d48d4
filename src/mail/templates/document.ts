import type { Locale } from "../../domain/language/locale.ts";
import type { PageLanguage } from "../../domain/language/page-language.ts";

/**
 * A mail in one language before it is plain text or HTML; all strings are plain text. `contactPlace`
 * marks where a text gets the contact of the school.
 */
export interface Section {
  readonly locale: Locale;
  readonly contacts: readonly NamedContact[];
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Contact of one of the schools. */
export interface NamedContact {
  /** Name of the school; `undefined` when the mail is about one school. */
  readonly schoolName?: string;
  /** In stored form; see `parseContact`. */
  readonly contact: string;
}

/** Contacts for a block: those of several schools are only at the end of the mail. */
export function contactsFor({ kind }: Block, all: readonly NamedContact[]) {
  return kind === "small" ? all : all.filter(({ schoolName }) => schoolName === undefined);
}

export type Block =
  | { readonly kind: "paragraph" | "small"; readonly text: string }
  /** In another language than the section. */
  | { readonly kind: "note"; readonly text: string; readonly locale: Locale }
  | { readonly kind: "list"; readonly title: string; readonly items: readonly string[] }
  | LinkLine
  | Action;

/** Links beside one another, each with its label. */
export interface LinkLine {
  readonly kind: "links";
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

/** A link with a label, for one child or for none. */
export interface Action {
  readonly kind: "action";
  readonly child?: { readonly firstName: string; readonly schoolName: string };
  readonly label: string;
  readonly url: string;
  readonly note?: string;
  /** The same page in other languages. */
  readonly inLanguages?: readonly LanguageLink[];
}

export interface LanguageLink {
  readonly language: PageLanguage;
  /** Own name of the language. */
  readonly name: string;
  readonly url: string;
}
