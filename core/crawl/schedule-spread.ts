import { hash } from 'node:crypto';

/**
 * Where in a span something falls that is to be spread evenly, 0 to less than 1: the same for the same words on every
 * machine. So a thousand sites of one schedule do not start at once, and each of them starts when it did the last time.
 */
export function spread(...words: readonly (string | number)[]): number {
  return Number.parseInt(hash('sha256', words.join('\n'), 'hex').slice(0, 8), 16) / 2 ** 32;
}
