// What a text in a roster may be, in every form that a roster comes in.

export const rosterLimits = {
  /** Groups, teachers and pupils, of each. */
  entriesMax: 20_000,
  /** Of one person. */
  groupsMax: 100,
  /** As long as a key is in EDEXML 2.1. */
  keyLengthMax: 256,
  nameLengthMax: 200,
  eckIdLengthMax: 500,
} as const;

/** Not blank and without control characters. */
export const visiblePattern = "^[^\\p{Cc}]*[^\\p{Cc}\\s][^\\p{Cc}]*$";
