import type { Locale } from "../../domain/locale.ts";

/** A mail in one language before it is plain text or HTML; all strings are plain text. */
export interface Section {
  readonly locale: Locale;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: "paragraph" | "small"; readonly text: string }
  | { readonly kind: "list"; readonly title: string; readonly items: readonly string[] }
  | Action;

/** Something to do at a URL, for the child that it is about if there is one. */
export interface Action {
  readonly kind: "action";
  readonly child?: { readonly firstName: string; readonly schoolName: string };
  readonly label: string;
  readonly url: string;
  readonly note?: string;
}
