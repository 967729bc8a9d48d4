// What a text in a roster may be, in every form that a roster comes in.

export const rosterLimits = {
  /** Groups, teachers and pupils, of each. */
  entriesMax: 20_000,
  /** Of one person. */
  groupsMax: 100,
  /** Of one teacher. */
  rolesMax: 20,
  /** As long as a key is in EDEXML 2.1. */
  keyLengthMax: 256,
  nameLengthMax: 200,
  eckIdLengthMax: 500,
} as const;

/** A code of EDEXML for what somebody does at a school, such as `IB` or `DIR`. */
export const rolePattern = "^[A-Z]{2,4}$";

/** Not blank and without control characters. */
export const visiblePattern = "^[^\\p{Cc}]*[^\\p{Cc}\\s][^\\p{Cc}]*$";
