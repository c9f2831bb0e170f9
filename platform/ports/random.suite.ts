import { describe, expect } from 'vitest';
import type { Random } from './random.ts';
import { casesOf, type SkippedCases } from './suite-cases.ts';

/** What {@link Random} promises, as tests. */
export function randomSuite(
  name: string,
  random: Random,
  options: { readonly skip?: SkippedCases } = {},
): void {
  describe(`${name} keeps the promises of Random`, () => {
    const check = casesOf(options.skip);

    check('floats lie in [0, 1) and in every part of it', () => {
      const tenths = new Set<number>();
      for (let n = 0; n < 2000; n++) {
        const float = random.float();
        expect(float).toBeGreaterThanOrEqual(0);
        expect(float).toBeLessThan(1);
        tenths.add(Math.floor(float * 10));
      }
      expect(tenths.size).toBe(10);
    });

    check('ids are 26 characters of lower-case base 32, each greater than the one before', () => {
      let last = '';
      for (let n = 0; n < 20_000; n++) {
        const id = random.id();
        if (!/^[0-9a-hjkmnp-tv-z]{26}$/.test(id)) throw new Error(`"${id}" is no id`);
        if (id <= last) throw new Error(`"${id}" does not follow "${last}"`);
        last = id;
      }
    });

    check('UUIDs are of version 4 and differ', () => {
      const uuids = Array.from({ length: 1000 }, () => random.uuid());
      expect(new Set(uuids).size).toBe(1000);
      for (const uuid of uuids)
        expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    });
  });
}
