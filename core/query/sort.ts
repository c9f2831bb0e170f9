import { z } from 'zod';
import type { Sort, SortKey } from '#ports/question.ts';
import { FIELD, isFacet } from './filter.ts';

/** What documents are sorted by in place of how well they fit. Those without a value come last. */
export const sortSchema: z.ZodType<Sort> = z.object({
  /** `date`, or a field of the index: `fields.price`. */
  by: z.string().refine(isSortable, `date or ${FIELD}NAME`),
  /** The largest first. */
  descending: z.boolean(),
});

function isSortable(by: string): boolean {
  return by === 'date' || (by.startsWith(FIELD) && isFacet(by));
}

/** Reads `date`, `date:asc`, `fields.price:desc`. Of dates the latest come first, of others the smallest, unless it says. */
export function sortOf(text: string): Sort | undefined {
  const [by = '', direction = by === 'date' ? 'desc' : 'asc', ...more] = text.split(':');
  const isKnown = isSortable(by) && more.length === 0 && ['asc', 'desc'].includes(direction);
  return isKnown ? { by, descending: direction === 'desc' } : undefined;
}

/** The key of a value of a field. */
export function sortKey(value: string): number | string {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : value;
}

/** Numbers before texts, texts in the order of their bytes, and last those without any, whichever way it goes. */
export function compareKeys(a: SortKey, b: SortKey, { descending }: Pick<Sort, 'descending'>): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = compareValues(a, b);
  return descending ? -order : order;
}

function compareValues(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return typeof a === 'number' ? -1 : 1;
}
