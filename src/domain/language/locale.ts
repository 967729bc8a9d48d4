/** The first language of a school's mails; the other language follows below it. */
export const locales = ["nl", "en"] as const;
export type Locale = (typeof locales)[number];

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}
