/** Source of the current time; tests replace it. */
export interface Clock {
  now(): Date;
}

export const hourSeconds = 60 * 60;
export const daySeconds = 24 * hourSeconds;

const dutchCalendar = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" });

/** Returns the date in the Netherlands, as `2026-09-01`. */
export function dutchDate(moment: Date): string {
  return dutchCalendar.format(moment);
}

export function addSeconds(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}
