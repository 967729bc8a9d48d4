/** Languages of the web pages for families (BCP 47), each with its own name. */
export const languageNames = {
  nl: "Nederlands",
  en: "English",
  tr: "Türkçe",
  ar: "العربية",
  pl: "Polski",
  uk: "Українська",
} as const;
export type PageLanguage = keyof typeof languageNames;

export const pageLanguages = Object.keys(languageNames) as readonly PageLanguage[];

/** Languages that are offered without a setting: native speakers have read their texts. */
export const readLanguages: readonly PageLanguage[] = ["nl", "en"];

export function isPageLanguage(value: unknown): value is PageLanguage {
  return pageLanguages.some((language) => language === value);
}

/** Direction of the script, as the HTML attribute `dir`. */
export function directionOf(language: PageLanguage): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}

/** Returns the URL of the same page in a language. Keeps the fragment, which holds the token of a link. */
export function inLanguage(url: string, language: PageLanguage): string {
  const page = new URL(url);
  page.searchParams.set("language", language);
  return page.href;
}
