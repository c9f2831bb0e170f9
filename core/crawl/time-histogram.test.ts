import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimeHistogram } from './time-histogram.ts';

function histogramOf(times: readonly number[]): TimeHistogram {
  const histogram = new TimeHistogram();
  for (const ms of times) histogram.add(ms);
  return histogram;
}

test('quantiles are those of the times, within 4.4 % or 1 ms', () => {
  const anyTimes = fc.array(fc.integer({ min: 0, max: 4_000_000 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(anyTimes, fc.double({ min: 0.001, max: 1, noNaN: true }), (times, share) => {
      const exact = times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? NaN;
      const found = histogramOf(times).quantile(share);
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.max(1, exact * 0.0443));
    }),
  );
});

test('the longest is exact, and no quantile lies beyond the times', () => {
  const histogram = histogramOf([70, 70, 70]);
  expect(histogram.longest_ms).toBe(70);
  expect([0.5, 0.95, 1].map((share) => histogram.quantile(share))).toEqual([70, 70, 70]);
});

test('times longer than any request may take are in the last bucket', () => {
  expect(histogramOf([1, 1e12]).quantile(1)).toBeGreaterThan(4_000_000);
  expect(histogramOf([1, 1e12]).longest_ms).toBe(1e12);
});

test('of no times all is 0', () => {
  expect([histogramOf([]).longest_ms, histogramOf([]).quantile(0.5)]).toEqual([0, 0]);
});
