import { expect, test } from 'vitest';
import { ClaimWatch, MOST_CLAIMS } from './claim-watch.ts';

test('a claim is as old as it was seen to stand, and young again when its owner changed', () => {
  const watch = new ClaimWatch(1000);
  expect(watch.look('page', 'one', 10).age_ms).toBe(0);
  expect(watch.look('page', 'one', 109).age_ms).toBe(99);
  expect(watch.look('page', 'other', 110).age_ms).toBe(0);
  expect(watch.look('page', 'other', 210).age_ms).toBe(100);
});

test('a page is busy for as long as somebody had it at each look, whoever that was', () => {
  const watch = new ClaimWatch(1000);
  expect(watch.look('page', 'one', 10).busy_ms).toBe(0);
  expect(watch.look('page', 'other', 110).busy_ms).toBe(100);
  expect(watch.look('page', 'one', 300).busy_ms).toBe(290);
  watch.forget('page');
  expect(watch.look('page', 'other', 400).busy_ms).toBe(0);
});

test('a claim that ended is watched anew when it comes back', () => {
  const watch = new ClaimWatch(1000);
  watch.look('page', 'one', 0);
  watch.forget('page');
  expect(watch.look('page', 'one', 200).age_ms).toBe(0);
});

/** Looks at as many claims as are watched at once. */
function flood(watch: ClaimWatch, monotonic_ms: number): void {
  for (let n = 0; n < MOST_CLAIMS; n += 1) watch.look(`flood ${n}`, 'one', monotonic_ms);
}

test('a claim that was watched for long is not forgotten for many new ones', () => {
  const watch = new ClaimWatch(1000);
  watch.look('page', 'one', 0);
  flood(watch, 500);
  expect(watch.look('page', 'one', 900).age_ms).toBe(900);
  flood(watch, 950);
  expect(watch.look('page', 'one', 1800).age_ms).toBe(1800);
});

test('claims that nobody asked after for long make room for new ones', () => {
  const watch = new ClaimWatch(1000);
  flood(watch, 0);
  expect(watch.look('page', 'one', 999).age_ms).toBe(0);
  expect(watch.look('page', 'one', 1000).age_ms).toBe(0);
  expect(watch.look('page', 'one', 1010).age_ms).toBe(10);
});
