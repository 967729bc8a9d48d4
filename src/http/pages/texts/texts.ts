import type { LinkPurpose } from "../../../domain/activation.ts";
import type { ErrorCode } from "../../../domain/error-codes.ts";
import type { PageLanguage } from "../../../domain/language/page-language.ts";
import type { PasswordRejection } from "../../../domain/password.ts";
import type { Picture } from "../../../domain/picture-code.ts";
import { dateFormat, type RegionFormat } from "../../../formats/region-formats.ts";
import type { NoticeTexts } from "./notices/notices.ts";

/** Problems that a page of families can show; any other problem is shown as an internal error. */
export const familyProblems = [
  "invalid-request",
  "unauthorized",
  "forbidden",
  "not-found",
  "method-not-allowed",
  "not-acceptable",
  "content-too-large",
  "unsupported-media-type",
  "too-many-requests",
  "internal-error",
  "unavailable",
  "link-unknown",
  "link-expired",
  "link-used",
  "link-replaced",
  "link-refused",
  "network-environment",
  "address-limit",
  "not-an-invitation",
  "password-rejected",
  "password-taken-by-sibling",
  "wrong-email-or-password",
  "wrong-pictures",
  "pictures-off",
  "device-unknown",
] as const satisfies readonly ErrorCode[];

export type FamilyProblem = (typeof familyProblems)[number];

/** Where a problem leads on. */
export type NextStep = "/" | "/forgot" | "/login" | "/login/password";

/**
 * All texts of the pages in one language. Names and times are passed as text; the result is
 * plain text too, which the page escapes as a whole.
 */
export interface PageTexts {
  readonly locale: PageLanguage;
  /** Whether a native speaker has read these texts. */
  readonly isReviewed: boolean;
  /** Name of the language, for the switch on a page in another language. */
  readonly language: string;
  /** Format of a timestamp, in Dutch time. */
  readonly moment: RegionFormat<Date>;
  readonly skip: string;
  readonly footer: string;
  /** The pages about privacy and accessibility. */
  readonly notices: NoticeTexts;
  /** Before the title of a page with a problem. */
  readonly problem: string;
  /** The title of a page with nothing but a problem. */
  readonly failed: string;
  /** The title of the page of a link with which a password was made. */
  readonly linkUsed: string;
  /** Label of the language switch. */
  readonly languages: string;
  /** Replaces a missing first name. */
  readonly child: string;
  readonly email: string;
  readonly emailHint: string;
  readonly password: string;
  readonly show: string;
  readonly hide: string;
  readonly nextStep: Record<NextStep, string>;
  /** Link to another service, by its name. */
  readonly logInVia: (name: string) => string;

  readonly activate: {
    readonly title: string;
    readonly wait: string;
    readonly noScript: string;
    readonly noLink: string;
    readonly link: string;
    readonly linkHint: string;
    readonly go: string;
  };
  readonly makePassword: {
    readonly title: Record<LinkPurpose, (name: string) => string>;
    readonly school: string;
    readonly userName: string;
    readonly policy: string;
    readonly rules: (lengthMin: number) => readonly string[];
    /** Number of missing characters, while the parent types. */
    readonly missing: { readonly one: string; readonly other: string; readonly none: string };
    readonly save: string;
    readonly worksUntil: (moment: string) => string;
  };
  readonly decline: {
    readonly notMyChild: string;
    readonly title: (name: string) => string;
    /** Replaces a missing first name. */
    readonly thisChild: string;
    readonly consequences: (name: string, school: string) => readonly string[];
    readonly confirm: string;
    readonly back: string;
    readonly done: { readonly title: string; readonly lines: readonly string[] };
  };
  readonly passwordMade: {
    readonly title: (name: string) => string;
    /** About other children, whose links are in the mailbox too. */
    readonly others: (names: readonly string[]) => string;
    /** Replaces a missing first name of another child. */
    readonly otherChild: string;
    readonly logIn: string;
  };
  readonly login: {
    readonly title: string;
    readonly intro: string;
    readonly submit: string;
    readonly forgot: string;
  };
  readonly forgot: {
    readonly title: string;
    readonly intro: string;
    readonly submit: string;
  };
  /** The page of the code on a letter. */
  readonly start: {
    readonly title: string;
    readonly intro: string;
    readonly code: string;
    readonly codeHint: string;
    readonly emailHint: string;
    readonly submit: string;
    readonly mistyped: {
      readonly title: string;
      readonly typed: (email: string) => string;
      readonly meant: (suggestion: string) => string;
      readonly correct: (suggestion: string) => string;
      readonly keep: (email: string) => string;
      readonly back: string;
    };
    readonly sent: {
      readonly title: string;
      readonly lines: readonly string[];
      readonly again: string;
    };
  };
  readonly linksRequested: {
    readonly title: string;
    readonly lines: readonly string[];
  };
  readonly home: {
    readonly title: (name: string | null) => string;
    /** Above the names of publishers, to the child. */
    readonly software: string;
    readonly noSoftware: string;
    readonly logOut: string;
  };
  readonly launch: {
    readonly title: (publisher: string) => string;
    readonly wait: string;
    readonly go: (publisher: string) => string;
    readonly back: string;
  };

  readonly pictures: {
    readonly names: Record<Picture, string>;
    /** Button on the child's page after a login with the password. */
    readonly remember: string;
    readonly rememberHint: (name: string) => string;
    /** The page with a tile for each child. */
    readonly who: string;
    readonly withPassword: string;
    /** Replaces a missing first name on a tile. */
    readonly me: string;
    /** On the tile of a child without pictures. */
    readonly byPassword: string;
    readonly missing: string;
    /** The page on which the child chooses. */
    readonly greeting: (name: string | null) => string;
    readonly next: (place: number, count: number) => string;
    /** Takes the last choice back. */
    readonly undo: string;
    readonly again: string;
    /** The page on which parent and child choose. */
    readonly make: (name: string) => string;
    readonly makeIntro: string;
    readonly chosen: string;
    readonly rememberThem: string;
    readonly save: string;
    /** Part of the child's page after a login with the password. */
    readonly heading: string;
    readonly none: string;
    readonly made: string;
    readonly toMake: string;
    readonly toRenew: string;
    readonly devices: string;
    readonly thisDevice: string;
    readonly addedAt: (moment: string) => string;
    readonly usedAt: (moment: string) => string;
    readonly forget: string;
  };

  readonly problems: Record<FamilyProblem, string>;
  /** Delay after too many attempts. */
  readonly wait: (seconds: number) => string;
  readonly invalid: {
    readonly code: string;
    readonly email: string;
    readonly token: string;
    readonly password: string;
  };
  /** Advice for a password that a sibling has. */
  readonly makeDifferent: string;
  readonly passwordErrors: Record<PasswordRejection, (lengthMin: number) => string>;
}

/** Timestamp format of a region (BCP 47), in Dutch time. */
export function timestampFormat(region: string): RegionFormat<Date> {
  return dateFormat(region, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
}
