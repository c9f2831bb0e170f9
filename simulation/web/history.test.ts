import { expect, it } from 'vitest';
import { History } from './history.ts';

it('knows what was when, and at the moment of a change both', () => {
  const history = new History('a', 0);
  history.set('b', 10);
  history.set('c', 20);
  expect(history.now).toBe('c');
  expect(history.revision).toBe(3);
  expect(history.spans).toEqual([
    { from_ms: 0, until_ms: 10, what: 'a' },
    { from_ms: 10, until_ms: 20, what: 'b' },
    { from_ms: 20, until_ms: Infinity, what: 'c' },
  ]);
  expect(history.during(5, 9)).toEqual(['a']);
  expect(history.during(10, 10)).toEqual(['a', 'b']);
  expect(history.during(15, 99)).toEqual(['b', 'c']);
});
