import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { median, percentile } from './statistics.ts';

test('a percentile is the smallest value that so many of the values do not exceed', () => {
  const some = fc.array(fc.double({ noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 100 }), (values, p) => {
      const found = percentile(values, p);
      expect(values).toContain(found);
      expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(
        (p / 100) * values.length,
      );
      expect(values.filter((value) => value < found).length).toBeLessThan((p / 100) * values.length);
    }),
  );
});

test('the median of an even number of values is the lower of the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2);
});
