import type { PageLanguage } from "../../../domain/page-language.ts";
import { en } from "./en.ts";
import { nl } from "./nl.ts";
import type { PageTexts } from "./texts.ts";

/** The words of the pages by language. */
export const catalogue: Readonly<Record<PageLanguage, PageTexts>> = { nl, en };
