import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Range, rangeOf } from './dynamo-range.ts';

const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function has(range: Range | undefined, key: string): boolean {
  if (range === undefined) return false;
  switch (range.kind) {
    case 'all':
      return true;
    case 'prefix':
      return key.startsWith(range.prefix);
    case 'from':
      return compare(key, range.from) >= 0;
    case 'to':
      return compare(key, range.to) <= 0;
    case 'between':
      return (
        compare(key, range.from) >= 0 &&
        compare(key, range.to) <= 0 &&
        (range.prefix === undefined || key.startsWith(range.prefix))
      );
    default:
      return range satisfies never;
  }
}

describe('the range of a query', () => {
  it('has the keys that meet each of its bounds, and no others', () => {
    const unit = fc.constantFrom('a', 'b', 'é', '\ud7ff', '\ue000', '\uffff', '🦉', '\u{10ffff}');
    const key = fc.string({ unit, minLength: 1, maxLength: 4 });
    const bound = fc.string({ unit, maxLength: 3 });
    const bounds = fc.record({ prefix: bound, from: bound, to: bound }, { requiredKeys: [] });
    fc.assert(
      fc.property(bounds, key, ({ prefix, from, to }, one) => {
        const asked =
          one.startsWith(prefix ?? '') &&
          compare(one, from ?? '') >= 0 &&
          (to === undefined || compare(one, to) <= 0);
        const query = {
          ...(prefix === undefined ? {} : { prefix }),
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        };
        const range = rangeOf(query);
        expect(has(range, one)).toBe(asked);
        // DynamoDB refuses bounds that are the wrong way round.
        expect(range?.kind === 'between' && compare(range.from, range.to) > 0).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('is asked for with an empty value never: DynamoDB refuses those', () => {
    expect(rangeOf({ prefix: '', from: '' })).toEqual({ kind: 'all' });
    expect(rangeOf({ to: '' })).toBeUndefined();
  });
});
