// Patterns of texts in requests. `patternDetails` says each of them in words.

/** Without control characters; it may be blank. */
export const oneLinePattern = "^[^\\p{Cc}]*$";

/** With a visible character; control characters become spaces. */
export const visibleSomewherePattern = "\\S";
