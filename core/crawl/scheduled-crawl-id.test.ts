import { expect, it } from 'vitest';
import { common } from '#messages/message.ts';
import { scheduledCrawlId } from './scheduled-crawl-id.ts';

const DUE_MS = 1_760_000_000_000;

it('is the same for the same crawl, and another for any other', () => {
  const id = scheduledCrawlId('made', 'https://site.gov/', DUE_MS);
  expect(scheduledCrawlId('made', 'https://site.gov/', DUE_MS)).toBe(id);
  expect(common.shape.crawl_id.safeParse(id).success).toBe(true);
  const others = [
    scheduledCrawlId('made', 'https://site.gov/b', DUE_MS),
    scheduledCrawlId('made', 'https://site.gov/', DUE_MS + 1),
  ];
  expect(new Set([id, ...others]).size).toBe(3);
});

it('sorts by time, as the ids of other crawls do', () => {
  const ids = [0, 1, 1000, 86_400_000].map((ms) =>
    scheduledCrawlId('made', 'https://site.gov/', DUE_MS + ms),
  );
  expect(ids.toSorted()).toEqual(ids);
  expect(ids[0]?.slice(5, 15)).toBe(ulidTime(DUE_MS));
});

/** Ten digits of Crockford's base 32. */
function ulidTime(ms: number): string {
  return Array.from(ms.toString(32).padStart(10, '0'))
    .map((digit) => '0123456789abcdefghjkmnpqrstvwxyz'.charAt(Number.parseInt(digit, 32)))
    .join('');
}
