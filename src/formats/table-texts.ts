// Words in the tables for spreadsheets, by language.

import type { RowOutcome } from "../domain/bulk-activation.ts";
import type { ReportStatus } from "../domain/home-login.ts";
import type { Locale } from "../domain/language/locale.ts";
import { dateFormat } from "./region-formats.ts";

const columnsInDutch = {
  externalId: "leerlingnummer",
  email1: "e-mail 1",
  email2: "e-mail 2",
  outcome: "uitkomst",
  problem: "probleem",
  suggestion: "suggestie",
  warning: "let op",
  firstName: "roepnaam",
  infix: "voorvoegsel",
  lastName: "achternaam",
  group: "groep",
  email: "e-mail",
  status: "stand",
  since: "sinds",
  explanation: "uitleg",
  hasEckId: "ECK iD",
  kind: "soort",
  change: "wijziging",
  difference: "verschil",
} as const;
export type TableColumn = keyof typeof columnsInDutch;

/** What a request in bulk does with a row or an address. */
type Outcome = RowOutcome | "queued";

const outcomesInDutch: Readonly<Record<Outcome, string>> = {
  invited: "uitgenodigd",
  queued: "mail volgt",
  changed: "gewijzigd",
  unchanged: "ongewijzigd",
  skipped: "overgeslagen",
  refused: "geweigerd",
};

const statusesInDutch: Readonly<Record<ReportStatus, string>> = {
  none: "geen adres",
  invited: "uitgenodigd",
  activated: "actief",
  expired: "verlopen",
  bounced: "onbestelbaar",
};

export function columnTitle(column: TableColumn, locale: Locale): string {
  return locale === "nl" ? columnsInDutch[column] : column;
}

export function outcomeText(outcome: Outcome, locale: Locale): string {
  return locale === "nl" ? outcomesInDutch[outcome] : outcome;
}

export function statusText(status: ReportStatus, locale: Locale): string {
  return locale === "nl" ? statusesInDutch[status] : status;
}

export function yesOrNoText(isYes: boolean, locale: Locale): string {
  if (locale === "nl") return isYes ? "ja" : "nee";
  return isYes ? "yes" : "no";
}

const dutchTime = dateFormat("sv-SE", {
  dateStyle: "short",
  timeStyle: "short",
});

/** Returns a time in the Netherlands as `2026-09-01 20:30`, which every spreadsheet reads as a date. */
export function timeText(instant: Date): string {
  return dutchTime.format(instant);
}
