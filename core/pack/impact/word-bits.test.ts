import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { WordBits } from './word-bits.ts';

it('sets that have a word in common may share one, as they are written and read', () => {
  const numbers = fc.array(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { maxLength: 20 });
  fc.assert(
    fc.property(numbers, numbers, (ours, theirs) => {
      const written = new WordBits(3);
      for (const number of ours) written.add(1, number);
      const other = new WordBits(1);
      for (const number of theirs) other.add(0, number);
      const read = WordBits.from(written.bytes);
      const isShared = ours.some((number) => theirs.includes(number));
      const may = [0, 1, 2].map((set) => read.mayShare(set, other, 0));
      expect([isShared && !may[1], may[0], may[2]]).toEqual([false, false, false]);
      expect(read.bytes).toEqual(written.bytes);
      expect(read.byteLength).toBe(24);
    }),
  );
});

it('few words are told from most others', () => {
  const few = new WordBits(1);
  for (let number = 1; number <= 5; number += 1) few.add(0, number);
  const passed = Array.from({ length: 1000 }, (_, n) => {
    const one = new WordBits(1);
    one.add(0, n + 6);
    return few.mayShare(0, one, 0);
  });
  expect(passed.filter(Boolean).length).toBeLessThan(150);
});
