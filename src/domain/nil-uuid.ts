/** Sorts before every UUID, and is the id of no row (RFC 9562 §5.9). */
export const nilUuid = "00000000-0000-0000-0000-000000000000";
