/** Where the moment comes from; tests set it. */
export interface Clock {
  now(): Date;
}

/** The moment so many seconds after another. */
export function after(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}
