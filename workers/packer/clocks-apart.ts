/** Clocks that are kept in step are milliseconds apart: what lies further ahead was written by one that was wrong. */
export const CLOCKS_APART_MS = 60_000;
