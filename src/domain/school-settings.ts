import type { Locale } from "./locale.ts";
import type { NetworkEnvironment } from "./network-environment.ts";

/** What a coordinator may set. */
export interface SchoolSettings {
  readonly name: string;
  readonly networkEnvironment: NetworkEnvironment | null;
  /** Where its families find that environment; each school may have a page of its own there. */
  readonly networkEnvironmentUrl: string | null;
  readonly homeLoginBesideNetworkEnvironment: boolean;
  readonly locale: Locale;
  readonly retentionDays: number;
  /** `null` is as long as the service has it. */
  readonly activationLinkDays: number | null;
  /** Codes of EDEXML: teachers whose role the roster says is one of these see the whole school. */
  readonly wholeSchoolRoles: readonly string[];
  /** Keys of the publishers whose software its pupils may open at home, in the order of `toSorted`. */
  readonly publishers: readonly string[];
}

/** The bounds within which a school chooses; the tables hold the same. */
export const retentionDaysMax = 365;
export const activationLinkDaysMin = 1;
export const activationLinkDaysMax = 90;

export const wholeSchoolRolesMax = 20;

/** How the pupils of a group log in at home; with pictures only where a parent remembered the device. */
export const loginMethods = ["password", "picture"] as const;
export type LoginMethod = (typeof loginMethods)[number];

/** What may be set of a group. */
export interface GroupSettings {
  readonly loginMethod: LoginMethod;
  /** Those of the school's publishers that it uses, in the order of `toSorted`; `null` is all of them. */
  readonly publishers: readonly string[] | null;
}

/** The given settings with their lists in the order in which they are kept. */
export function ordered<Given extends object>(given: Given): Given {
  const sorted = Object.entries(given).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.toSorted() : value,
  ]);
  return Object.fromEntries(sorted) as Given;
}

/** Those of the given settings that are not so already. */
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
