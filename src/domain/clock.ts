/** Where the moment comes from; tests set it. */
export interface Clock {
  now(): Date;
}

const dutchCalendar = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" });

/** The date that it is in the Netherlands, as `2026-09-01`. */
export function dutchDate(moment: Date): string {
  return dutchCalendar.format(moment);
}

/** The moment so many seconds after another. */
export function addSeconds(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}
