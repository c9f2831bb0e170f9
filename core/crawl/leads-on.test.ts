import { expect, it } from 'vitest';
import { leadsOn } from './leads-on.ts';
import type { Outcome } from './outcome.ts';

const failed = (code: string): Outcome => ({ kind: 'failed', code, reason: 'a test' });
const GIVEN_UP = { since_ms: 0, visits: 3, given_up: true };

it.each<[what: string, outcome: Outcome, page: Parameters<typeof leadsOn>[1], leads: boolean]>([
  ['a page that answers 500', failed('http_status'), { state: 'present' }, true],
  ['a page that hangs', failed('timeout'), { state: 'present' }, true],
  ['one that was given up for that', failed('timeout'), { state: 'absent', failing: GIVEN_UP }, true],
  ['one that was gone before', failed('http_status'), { state: 'absent' }, false],
  ['one that nobody has read', failed('http_status'), undefined, false],
  ['one of a host that is not there', failed('connection_failed'), { state: 'present' }, false],
  ['one of a host that is left alone', failed('host_failing'), { state: 'present' }, false],
  ['one that our proxy did not bring', failed('proxy_failed'), { state: 'present' }, false],
  ['one that is gone', { kind: 'gone', status: 404, reason: 'answered 404' }, { state: 'present' }, false],
])('%s', (_, outcome, page, leads) => {
  expect(leadsOn(outcome, page)).toBe(leads);
});
