/** Chance, so that tests and the simulation can own it. */
export interface Random {
  /** At least 0, less than 1. */
  float(): number;
  /** A new id: 26 characters of lower-case base 32, sorted by the time they were made. */
  id(): string;
  /** A random UUID (version 4). */
  uuid(): string;
}
