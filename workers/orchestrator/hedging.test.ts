import { expect, it } from 'vitest';
import { Hedging } from './hedging.ts';

/** With so many answers before, of 1 ms to so many. */
function after(answers: number): Hedging {
  const hedging = new Hedging();
  for (let n = 1; n <= answers; n += 1) {
    hedging.begin();
    hedging.note(n);
  }
  return hedging;
}

it('nothing is known at first', () => {
  expect(after(19).begin()).toBeUndefined();
});

it('a question takes long that takes longer than 95 of 100', () => {
  expect(after(100).begin()).toBe(95);
  expect(after(1000).begin()).toBe(744 + Math.ceil(0.95 * 256));
  const quick = new Hedging();
  for (let n = 0; n < 40; n += 1) quick.note(0.1);
  expect(quick.begin()).toBe(5);
});

it('one of ten is asked twice, at most', () => {
  const hedging = after(100);
  let hedged = 0;
  for (let n = 0; n < 5000; n += 1) {
    hedging.begin();
    if (hedging.mayHedge()) hedged += 1;
  }
  expect(hedged).toBeGreaterThan(400);
  expect(hedged).toBeLessThanOrEqual(510);
});

it('quiet times are not saved up', () => {
  const hedging = after(10_000);
  let hedged = 0;
  while (hedging.mayHedge()) hedged += 1;
  expect(hedged).toBeLessThanOrEqual(20);
});
