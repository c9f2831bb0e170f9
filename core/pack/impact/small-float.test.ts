import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { FROM_BYTE, toByte } from './small-float.ts';

const numbers = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));

it('numbers below 16, and those of four significant bits, stay as they are', () => {
  for (const number of [0, 1, 15, 16, 18, 30, 32, 36, 240, 256, 15 * 2 ** 28])
    expect(FROM_BYTE[toByte(number)]).toBe(number);
});

it('a number becomes smaller by a ninth at most', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      const kept = FROM_BYTE[toByte(number)] ?? Number.NaN;
      expect(kept).toBeLessThanOrEqual(number);
      expect(kept).toBeGreaterThanOrEqual((number * 8) / 9);
    }),
  );
});

it('of two numbers the smaller has no larger byte', () => {
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const [less, more] = one < other ? [one, other] : [other, one];
      expect(toByte(less)).toBeLessThanOrEqual(toByte(more));
      expect(toByte(more)).toBeLessThan(256);
    }),
  );
});
