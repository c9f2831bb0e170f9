import { charsOf } from './bounded-memory.ts';
import type { Visit } from './visit.ts';

export type DoneVisit = Visit & { readonly kind: 'done' };

/** Visits that a process remembers for others who ask: of common pages as many, of pages with 10,000 links some fifty. */
export const RECENT_VISITS = { most: 500, most_chars: 20_000_000 };

/** Characters that a visit takes in memory, what a sitemap lists aside. */
export function charsOfVisit({ links, outcome }: DoneVisit): number {
  return charsOf(links) + outcome.reason.length;
}
