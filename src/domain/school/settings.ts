import type { Locale } from "../language/locale.ts";
import type { LetterMode } from "./letters.ts";
import type { NetworkEnvironment } from "./network-environment.ts";

/** Settings of a school, which a coordinator may change. */
export interface SchoolSettings {
  readonly name: string;
  readonly networkEnvironment: NetworkEnvironment | null;
  /** The URL of that environment for families; each school may have its own. */
  readonly networkEnvironmentUrl: string | null;
  readonly homeLoginBesideNetworkEnvironment: boolean;
  readonly locale: Locale;
  /** Where families reach the school: an e-mail address or an https URL; see `parseContact`. */
  readonly contact: string | null;
  readonly letters: LetterMode;
  readonly retentionDays: number;
  /** `null`: the default of the service. */
  readonly activationLinkDays: number | null;
  /** EDEXML codes: teachers with one of these roles see the whole school. */
  readonly wholeSchoolRoles: readonly string[];
  /** Keys of the publishers whose software pupils may open at home, in the order of `toSorted`. */
  readonly publishers: readonly string[];
}

/** Bounds of the school's choices; equal to the check constraints of the tables. */
export const retentionDaysMax = 365;
/** Equal to the default of the column. */
export const retentionDaysDefault = 30;
export const activationLinkDaysMin = 1;
export const activationLinkDaysMax = 90;

export const wholeSchoolRolesMax = 20;

/**
 * How the pupils of a group log in at home; with pictures only on a device that a parent
 * remembered.
 */
export const loginMethods = ["password", "picture"] as const;
export type LoginMethod = (typeof loginMethods)[number];

/** Settings of a group. */
export interface GroupSettings {
  readonly loginMethod: LoginMethod;
  /**
   * The group's selection of the school's publishers, in the order of `toSorted`; `null`: all of
   * them.
   */
  readonly publishers: readonly string[] | null;
}

/** Returns the settings with sorted lists, as they are stored. */
export function ordered<Given extends object>(given: Given): Given {
  const sorted = Object.entries(given).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.toSorted() : value,
  ]);
  return Object.fromEntries(sorted) as Given;
}

/** Returns the given settings that differ from the current ones. */
export function changedSettings<Settings extends object>(
  current: Settings,
  given: Partial<Settings>,
): Partial<Settings> {
  const changed = Object.entries(given).filter(
    ([name, value]) => !isSame(value, current[name as keyof Settings]),
  );
  return Object.fromEntries(changed) as Partial<Settings>;
}

function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
