import { once } from "./once.ts";

/** Source of the current time; tests replace it. */
export interface Clock {
  now(): Date;
}

export const hourSeconds = 60 * 60;
export const daySeconds = 24 * hourSeconds;

/** Made at its first use: the first format of a process takes 12 ms. */
const dutchCalendar = once(
  () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" }),
);

/** Returns the date in the Netherlands, as `2026-09-01`. */
export function dutchDate(instant: Date): string {
  return dutchCalendar().format(instant);
}

export function addSeconds(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() + seconds * 1000);
}
