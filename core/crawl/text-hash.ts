import { hash } from 'node:crypto';
import type { Extracted } from './extracted.ts';

/** Hex digits: of a thousand million texts, two that differ have the same one by a chance of 3 in 100. */
const DIGITS = 16;

/**
 * Tells pages that say the same from others, whatever their URLs: a hash of title and text, in {@link DIGITS} hex digits.
 * Where `contentHash` is of one page over time, this is of all pages at a time.
 * @returns undefined for a page without text, which says nothing.
 */
export function textHash({ title, body }: Pick<Extracted, 'title' | 'body'>): string | undefined {
  if (body === '') return undefined;
  return hash('sha256', JSON.stringify([title, body]), 'hex').slice(0, DIGITS);
}
