import type { PageLanguage } from "../../../domain/language/page-language.ts";
import { ar } from "./ar.ts";
import { en } from "./en.ts";
import { nl } from "./nl.ts";
import { pl } from "./pl.ts";
import type { PageTexts } from "./texts.ts";
import { tr } from "./tr.ts";
import { uk } from "./uk.ts";

/** The words of the pages by language. */
export const catalogue: Readonly<Record<PageLanguage, PageTexts>> = { nl, en, tr, ar, pl, uk };
