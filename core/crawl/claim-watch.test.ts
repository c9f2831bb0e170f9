import { expect, test } from 'vitest';
import { ClaimWatch } from './claim-watch.ts';

test('a claim is over when it was seen to stand for its whole length, and not when its owner changed', () => {
  const watch = new ClaimWatch(100);
  expect(watch.isOver('page', 'one', 0)).toBe(false);
  expect(watch.isOver('page', 'one', 99)).toBe(false);
  expect(watch.isOver('page', 'other', 100)).toBe(false);
  expect(watch.isOver('page', 'other', 199)).toBe(false);
  expect(watch.isOver('page', 'other', 200)).toBe(true);
});

test('a claim that ended is watched anew when it comes back', () => {
  const watch = new ClaimWatch(100);
  watch.isOver('page', 'one', 0);
  watch.forget('page');
  expect(watch.isOver('page', 'one', 200)).toBe(false);
});
