// Dates, numbers and lists as a region (BCP 47) writes them. Each format is made at its first use: the forty of all
// languages together take 20 ms of a start.
import { once } from "../domain/once.ts";

export interface RegionFormat<Value> {
  format(value: Value): string;
}

/** Formats an instant in Dutch local time. */
export const dateFormat = (
  region: string,
  options: Intl.DateTimeFormatOptions,
): RegionFormat<Date> =>
  later(() => new Intl.DateTimeFormat(region, { timeZone: "Europe/Amsterdam", ...options }));

/** Joins names in a sentence ("Noor, Sem en Bo"). */
export const listFormat = (region: string): RegionFormat<Iterable<string>> =>
  later(() => new Intl.ListFormat(region, { type: "conjunction" }));

/** Formats a number with its unit ("2 uur"). */
export const unitFormat = (region: string, unit: string): RegionFormat<number> =>
  later(() => new Intl.NumberFormat(region, { style: "unit", unit, unitDisplay: "long" }));

function later<Value>(make: () => RegionFormat<Value>): RegionFormat<Value> {
  const made = once(make);
  return { format: (value) => made().format(value) };
}
