import { expect, test } from 'vitest';
import type { Limits } from '#messages/message.ts';
import { endingLimit, leftUnread } from './ending-limit.ts';
import { type EndingLimit, outcomeSchema } from './outcome.ts';

test.each<[limits: Limits, bytes: number, elapsed_ms: number, limit: EndingLimit | undefined]>([
  [{}, 1e15, 1e12, undefined],
  [{ depth: 0, pages: 1 }, 1e15, 1e12, undefined],
  [{ bytes: 500 }, 499, 1e12, undefined],
  [{ bytes: 500 }, 500, 0, 'bytes'],
  [{ seconds: 60 }, 1e15, 59_999, undefined],
  [{ seconds: 60 }, 0, 60_000, 'seconds'],
  // By a clock that is behind that of whoever began it.
  [{ seconds: 60 }, 0, -5, undefined],
  [{ bytes: 500, seconds: 60 }, 500, 60_000, 'seconds'],
])(
  'a crawl with the limits %j, after %d bytes and %d ms, has come to: %s',
  (limits, bytes, elapsed_ms, limit) => {
    expect(endingLimit(limits, { bytes, elapsed_ms })).toBe(limit);
  },
);

test('a page that is left unread is told by which limit', () => {
  const outcome = outcomeSchema.parse(leftUnread('seconds', { seconds: 60 }));
  expect(outcome).toMatchObject({
    kind: 'skipped',
    why: 'seconds',
    reason: 'the crawl had come to its limit of 60 seconds',
  });
  expect(leftUnread('bytes', { bytes: 500 }).reason).toMatch(/limit of 500 bytes$/);
});
