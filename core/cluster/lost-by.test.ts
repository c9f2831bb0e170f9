import { expect, it } from 'vitest';
import type { Outcome } from '#core/crawl/outcome.ts';
import { type LostBy, lostBy } from './lost-by.ts';

const reason = '';

it.each<[why: string, outcome: Outcome | undefined, lost: LostBy]>([
  ['nothing is known of it', undefined, 'unknown'],
  ['it answered 404', { kind: 'gone', status: 404, reason }, 'gone'],
  ['it names another page as its own', { kind: 'alias', of: 'https://site.gov/b', reason }, 'redirected'],
  ['it asks not to be indexed', { kind: 'refused', by: 'noindex', reason }, 'noindex'],
  ['a rule of the index keeps it out', { kind: 'refused', by: 'rule', reason }, 'excluded'],
  ['robots.txt forbids it', { kind: 'refused', by: 'robots', reason }, 'refused'],
  ['robots.txt could not be had', { kind: 'refused', by: 'robots_unavailable', reason }, 'failed'],
  ['its address is not public any more', { kind: 'refused', by: 'address', reason }, 'failed'],
  ['it failed', { kind: 'failed', code: 'timeout', reason }, 'failed'],
])('when %s, a document is lost by that', (_, outcome, lost) => {
  expect(lostBy(outcome)).toBe(lost);
});
