// Limits of the texts in a roster, in every format.

export const rosterLimits = {
  /** Separately for groups, teachers and pupils. */
  entriesMax: 20_000,
  /** For one person. */
  groupsMax: 100,
  /** For one teacher. */
  rolesMax: 20,
  /** Length of a key in EDEXML 2.1, wherever a key is given. */
  keyLengthMax: 256,
  nameLengthMax: 200,
  eckIdLengthMax: 500,
} as const;

/** An EDEXML code of a person's role at a school, such as `IB` or `DIR`. */
export const rolePattern = "^[A-Z]{2,4}$";
export const roleLengthMax = 4;

/**
 * Not blank and without control characters: white space, then the first other character, then the
 * rest. Each part begins where the part before it has to end, so matching takes linear time.
 */
export const visiblePattern = "^[^\\p{Cc}\\S]*[^\\p{Cc}\\s][^\\p{Cc}]*$";
