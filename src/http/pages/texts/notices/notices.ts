// What the pages about privacy and accessibility have to say in each language.

import type { PublisherNeed } from "../../../../domain/school/publisher.ts";
import { type RegionFormat, unitFormat } from "../../../../formats/region-formats.ts";

/** Periods in seconds, from the settings of the service. */
export interface Periods {
  readonly activationLinkLifetimeSeconds: number;
  readonly passwordResetLinkLifetimeSeconds: number;
  readonly homeSessionLifetimeSeconds: number;
  readonly auditRetentionDays: number;
}

/** The organisation that runs the service, as far as the operator has set it. */
export interface OperatorDetails {
  readonly operatorName: string | undefined;
  /** A `mailto:` or https URL. */
  readonly operatorContact: string | undefined;
}

export interface NoticePart {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly items?: readonly string[];
  /** Paragraphs below the list. */
  readonly after?: readonly string[];
}

/** Periods as text. */
export type PeriodTexts = Readonly<
  Record<"link" | "resetLink" | "session" | "device" | "mails" | "retention" | "audit", string>
>;

export interface NoticeTexts {
  /** Formats a number of days, hours or minutes with its unit. */
  readonly duration: (seconds: number) => string;
  /** Format of a date without a time. */
  readonly date: RegionFormat<Date>;
  readonly list: RegionFormat<Iterable<string>>;
  readonly privacy: {
    readonly link: string;
    readonly title: string;
    readonly responsible: NoticePart;
    readonly operator: (name: string) => string;
    readonly kept: NoticePart;
    readonly shared: NoticePart;
    /** Data of a child that a publisher receives; `pseudonym` always. */
    readonly data: Readonly<Record<"pseudonym" | PublisherNeed, string>>;
    readonly perPublisher: (childName: string) => string;
    readonly noPublisher: (childName: string) => string;
    readonly logIn: string;
    readonly periods: (periods: PeriodTexts) => NoticePart;
    readonly rights: NoticePart;
    readonly authority: string;
  };
  readonly accessibility: {
    readonly link: string;
    readonly title: string;
    readonly standard: NoticePart;
    readonly tests: (testedOn: string) => NoticePart;
    readonly limits: NoticePart;
    readonly contact: NoticePart;
  };
  /** Label of the link to the operator. */
  readonly contactOperator: string;
}

/** Returns `duration` of a language (BCP 47): whole days from two days on, else hours or minutes. */
export function durationFormat(language: string): NoticeTexts["duration"] {
  const days = unitFormat(language, "day");
  const hours = unitFormat(language, "hour");
  const minutes = unitFormat(language, "minute");
  return (seconds) => {
    if (seconds >= 2 * 86_400) return days.format(Math.round(seconds / 86_400));
    if (seconds >= 2 * 3_600) return hours.format(Math.round(seconds / 3_600));
    return minutes.format(Math.ceil(seconds / 60));
  };
}
