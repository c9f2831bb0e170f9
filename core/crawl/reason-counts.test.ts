import { expect, test } from 'vitest';
import type { Answer } from './answer.ts';
import type { Outcome } from './outcome.ts';
import { ReasonSums, reasonOf } from './reason-counts.ts';

const reason = 'in words';
const answered = (status: number): Answer => ({ status, wire_bytes: 0, duration_ms: 1, at_ms: 1 });

test.each<[why: string | undefined, outcome: Outcome | undefined, answer?: Answer]>([
  ['not_asked', { kind: 'unchanged', reason }],
  ['not_modified', { kind: 'unchanged', reason }, answered(304)],
  ['same_content', { kind: 'unchanged', reason }, answered(200)],
  ['robots', { kind: 'refused', by: 'robots', reason }],
  ['calendar', { kind: 'refused', by: 'trap', trap: 'calendar', reason }],
  ['timeout', { kind: 'failed', code: 'timeout', reason }],
  ['http_503', { kind: 'failed', code: 'http_status', status: 503, reason }, answered(503)],
  ['redirect_loop', { kind: 'failed', code: 'redirect_loop', status: 302, reason }, answered(302)],
  ['cancelled', { kind: 'skipped', why: 'cancelled', reason }],
  ['image/png', { kind: 'unsupported', content_type: 'image/png', reason }],
  ['no_type', { kind: 'unsupported', content_type: '', reason }],
  ['http_410', { kind: 'gone', status: 410, reason }],
  ['http_301', { kind: 'redirected', to: 'https://site.gov/b', status: 301, reason }],
  [undefined, { kind: 'redirected', to: 'https://site.gov/b', reason }],
  [undefined, { kind: 'indexed', reason }, answered(200)],
  [undefined, undefined],
])('why in a word: %s', (why, outcome, answer) => {
  expect(reasonOf({ outcome, answer })).toBe(why);
});

test('URLs are counted by kind and reason', () => {
  const sums = new ReasonSums();
  for (const by of ['robots', 'noindex', 'robots'] as const)
    sums.add({ outcome: { kind: 'refused', by, reason } });
  sums.add({ outcome: { kind: 'gone', status: 404, reason } });
  sums.add({ outcome: { kind: 'indexed', reason } });
  sums.add({});
  expect(sums.counts).toEqual({ refused: { robots: 2, noindex: 1 }, gone: { http_404: 1 } });
});

test('however many types a server makes up, fifty are told apart', () => {
  const sums = new ReasonSums();
  for (let n = 0; n < 1000; n += 1)
    sums.add({ outcome: { kind: 'unsupported', content_type: n === 7 ? '__proto__' : `x/${n}`, reason } });
  const { unsupported = {} } = sums.counts;
  expect(Object.keys(unsupported)).toHaveLength(51);
  expect(Object.entries(unsupported)).toContainEqual(['__proto__', 1]);
  expect(unsupported).toMatchObject({ 'x/0': 1, others: 950 });
});
