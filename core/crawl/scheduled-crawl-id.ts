import { hash } from 'node:crypto';

/** Crockford's base 32, as ULIDs have it. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_DIGITS = 10;
const CHANCE_DIGITS = 16;

/**
 * The id of a crawl that falls due at a moment: the same whoever starts it, so that it is one crawl however often it is
 * started. It has the form of a ULID of that moment, so that crawls sort by time.
 * @param due_ms Unix ms.
 * @param start URL of its start page.
 */
export function scheduledCrawlId(index: string, start: string, due_ms: number): string {
  let time = '';
  for (let n = TIME_DIGITS - 1; n >= 0; n -= 1)
    time += DIGITS.charAt(Math.floor(Math.max(0, due_ms) / 32 ** n) % 32);
  const chance = [...hash('sha256', `${index} ${start} ${due_ms}`, 'buffer').subarray(0, CHANCE_DIGITS)];
  return `${index}.${time}${chance.map((byte) => DIGITS.charAt(byte % 32)).join('')}`;
}
