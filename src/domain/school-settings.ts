import type { Locale } from "./locale.ts";
import type { NetworkEnvironment } from "./network-environment.ts";

/** What a coordinator may set. */
export interface SchoolSettings {
  readonly name: string;
  readonly networkEnvironment: NetworkEnvironment | null;
  readonly homeLoginBesideNetworkEnvironment: boolean;
  readonly locale: Locale;
  readonly retentionDays: number;
  /** `null` is as long as the service has it. */
  readonly activationLinkDays: number | null;
}

/** The bounds within which a school chooses; the tables hold the same. */
export const retentionDaysMax = 365;
export const activationLinkDaysMin = 1;
export const activationLinkDaysMax = 90;

/** Those of the given settings that are not so already. */
export function changedSettings(
  current: SchoolSettings,
  given: Partial<SchoolSettings>,
): Partial<SchoolSettings> {
  const changed = Object.entries(given).filter(
    ([name, value]) => value !== current[name as keyof SchoolSettings],
  );
  return Object.fromEntries(changed);
}
