import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frequent } from './frequent.ts';

const MOST = 10;
/** Keys of which a few come often. */
const anyStream = fc.array(
  fc.integer({ min: 0, max: 59 }).map((n) => String(Math.floor(n ** 2 / 60))),
  {
    maxLength: 600,
  },
);

function counting(most = MOST): Frequent<{ seen: number }> {
  return new Frequent(most, () => ({ seen: 0 }));
}

function seeAll(frequent: Frequent<{ seen: number }>, stream: readonly string[]): void {
  for (const key of stream) {
    const kept = frequent.see(key);
    if (kept !== undefined) kept.seen += 1;
  }
}

describe('what comes most often', () => {
  it('is kept if it is more than one of as many as there is room for, and never more is kept', () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const frequent = counting();
        seeAll(frequent, stream);
        expect(frequent.size).toBeLessThanOrEqual(MOST);
        const counts = Map.groupBy(stream, (key) => key);
        const often = [...counts.keys()].filter(
          (key) => (counts.get(key)?.length ?? 0) > stream.length / MOST,
        );
        expect(often.filter((key) => frequent.get(key) === undefined)).toEqual([]);
      }),
    );
  });

  it('is never counted more often than it came', () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const frequent = counting(4);
        seeAll(frequent, stream);
        for (const [key, { seen }] of frequent.entries())
          expect(seen).toBeLessThanOrEqual(stream.filter((one) => one === key).length);
      }),
    );
  });

  it('is not displaced by what has no weight, which makes room first', () => {
    const frequent = counting(2);
    frequent.see('asked');
    frequent.see('typed', 0);
    expect(frequent.see('typed too', 0)).toBeDefined();
    expect(frequent.see('asked too')).toBeDefined();
    expect(frequent.see('typed', 0)).toBeUndefined();
    expect([...frequent.entries()].map(([key]) => key)).toEqual(['asked', 'asked too']);
  });

  it('weighs half as much when it has aged, so that what comes of late gets in', () => {
    const frequent = counting(2);
    for (let n = 0; n < 8; n += 1) frequent.see('old');
    for (let n = 0; n < 3; n += 1) frequent.see('new');
    frequent.see('other');
    expect(frequent.get('new')).toBeUndefined();
    for (let n = 0; n < 3; n += 1) frequent.age();
    frequent.see('other');
    frequent.see('newest');
    expect([...frequent.entries()].map(([key]) => key)).toEqual(['other', 'newest']);
  });
});
