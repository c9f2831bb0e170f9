import { expect, test } from 'vitest';
import { ClaimWatch } from './claim-watch.ts';

test('a claim is as old as it was seen to stand, and young again when its owner changed', () => {
  const watch = new ClaimWatch();
  expect(watch.look('page', 'one', 10)).toBe(0);
  expect(watch.look('page', 'one', 109)).toBe(99);
  expect(watch.look('page', 'other', 110)).toBe(0);
  expect(watch.look('page', 'other', 210)).toBe(100);
});

test('a claim that ended is watched anew when it comes back', () => {
  const watch = new ClaimWatch();
  watch.look('page', 'one', 0);
  watch.forget('page');
  expect(watch.look('page', 'one', 200)).toBe(0);
});
