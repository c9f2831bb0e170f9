import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TopList } from './top-list.ts';

test('it has the greatest, and of equals those that came first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (sizes) => {
      const top = new TopList<number>(5);
      for (const [n, size] of sizes.entries()) top.add(n, size);
      const sorted = [...sizes.keys()].toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
      expect(top.items).toEqual(sorted.slice(0, 5));
    }),
  );
});
