/** Violations of many runs that are shrunk, each in up to a hundred runs; the others can be, one by one. */
export const MOST_SHRUNK = 3;
