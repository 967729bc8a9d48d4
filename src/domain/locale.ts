/** The language that comes first in a school's mails; the other follows below it. */
export const locales = ["nl", "en"] as const;
export type Locale = (typeof locales)[number];
