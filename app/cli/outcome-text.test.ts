import { expect, it } from 'vitest';
import { outcomeText } from './outcome-text.ts';

it.each([
  [{ kind: 'indexed', reason: 'answered 200' }, 'indexed: answered 200'],
  [
    { kind: 'redirected', to: 'https://site.gov/b', reason: 'answered 301' },
    'redirected to https://site.gov/b: answered 301',
  ],
  [
    { kind: 'refused', by: 'robots', reason: 'robots.txt forbids it' },
    'refused (robots): robots.txt forbids it',
  ],
  [{ kind: 'refused', by: 'trap', trap: 'calendar', reason: 'a date' }, 'refused (trap: calendar): a date'],
  [{ kind: 'failed', code: 'timeout', reason: 'no answer' }, 'failed (timeout): no answer'],
] as const)('%j is told in words', (outcome, text) => {
  expect(outcomeText(outcome)).toBe(text);
});
