import { describe, expect, it } from 'vitest';
import type { Reading } from './reading.ts';
import { withGrace } from './with-grace.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse('2026-05-20T12:00Z');
const GRACE = { days: 14, tries: 3 };
const READ = { content_hash: 'a' };
const OLD = { since_ms: NOW_MS - 15 * DAY_MS, visits: 6, given_up: false };
const failed: Reading = {
  outcome: { kind: 'failed', code: 'http_status', status: 503, reason: 'answered 503' },
  links: [],
};

describe('a visit that could not reach a page', () => {
  it('leaves it as it is while its grace lasts, and counts', () => {
    expect(withGrace(failed, READ, GRACE, NOW_MS)).toEqual({
      ...failed,
      failing: { since_ms: NOW_MS, visits: 1, given_up: false },
    });
  });

  it('gives it up when that is over, and says so', () => {
    const given_up = withGrace(failed, { ...READ, failing: OLD }, GRACE, NOW_MS);
    expect(given_up).toMatchObject({ state: 'absent', failing: { visits: 7, given_up: true } });
    expect(given_up.outcome).toEqual({
      kind: 'failed',
      code: 'http_status',
      status: 503,
      reason: 'answered 503; given up: 7 visits since 2026-05-05 could not read it',
    });
  });

  it('says no more than an outcome may', () => {
    const long = { ...failed, outcome: { ...failed.outcome, reason: 'x'.repeat(1000) } };
    expect(withGrace(long, { ...READ, failing: OLD }, GRACE, NOW_MS).outcome.reason).toHaveLength(1000);
  });

  it.each([
    ['that was never read', {}],
    ['that nobody knows', undefined],
  ])('counts nothing of one %s', (_, before) => {
    expect(withGrace(failed, before, GRACE, NOW_MS)).toBe(failed);
  });

  it('counts for one whose content was lost, and for one whose content is dropped since it was given up', () => {
    expect(withGrace(failed, { mark: 'pending' }, GRACE, NOW_MS).failing?.visits).toBe(1);
    const given_up = { ...OLD, given_up: true };
    expect(withGrace(failed, { failing: given_up }, GRACE, NOW_MS).failing?.visits).toBe(7);
  });
});

describe('a visit that failed on our side', () => {
  const ours: Reading = {
    outcome: { kind: 'failed', code: 'proxy_failed', reason: 'the proxy cannot be reached' },
    links: [],
    unasked: true,
  };

  it('begins no count', () => {
    expect(withGrace(ours, READ, GRACE, NOW_MS)).toBe(ours);
  });

  it.each([OLD, { ...OLD, given_up: true }])('leaves %j as it is', (failing) => {
    expect(withGrace(ours, { ...READ, failing }, GRACE, NOW_MS)).toEqual({ ...ours, failing });
  });
});

it('a visit that could tell ends the count', () => {
  const gone: Reading = { ...failed, outcome: { kind: 'gone', status: 404, reason: '' }, state: 'absent' };
  expect(withGrace(gone, { ...READ, failing: OLD }, GRACE, NOW_MS)).toBe(gone);
});
