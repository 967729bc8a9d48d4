// Patterns of texts in requests. `patternDetails` says each of them in words.

/** The `next` of the feed of changes. */
export const changeCursorPattern = "^[A-Za-z0-9_-]{112}$";

/** Without control characters; it may be blank. */
export const oneLinePattern = "^[^\\p{Cc}]*$";

/** With a visible character; control characters become spaces. */
export const visibleSomewherePattern = "\\S";
