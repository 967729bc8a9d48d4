import type { Locale } from "../../../domain/locale.ts";
import { en } from "./en.ts";
import { nl } from "./nl.ts";
import type { PageTexts } from "./texts.ts";

/** The words of the pages by language. */
export const catalogue: Readonly<Record<Locale, PageTexts>> = { nl, en };
