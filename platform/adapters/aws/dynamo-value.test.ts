import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '#ports/table.ts';
import { toItem, toRow } from './dynamo-value.ts';

const through = (value: Value): Value | undefined =>
  toRow(JSON.parse(JSON.stringify(toItem({ pk: 'p', sk: 's', value }))))['value'];

describe('a row as DynamoDB has it', () => {
  it('comes back as it was, whatever JSON is in it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, noUnicodeString: false }), (json) => {
        const value: Value = JSON.parse(
          // Not every double is kept; the next test has those that are.
          JSON.stringify(json, (_, v: unknown) => (typeof v === 'number' ? Math.trunc(v % 1e15) : v)),
        );
        expect(through(value)).toEqual(value);
      }),
    );
  });

  it('has names that DynamoDB would refuse, or the SDK lose', () => {
    const odd = fc.string({ unit: fc.constantFrom('~', '_', 'proto', '__proto__'), maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(odd), (names) => {
        const value = Object.fromEntries(names.map((name, n) => [name, n]));
        const sent = Object.keys(toItem({ pk: 'p', sk: 's', ...value }));
        expect(sent).not.toContain('');
        expect(sent).not.toContain('__proto__');
        expect(JSON.stringify(through(value))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('has every double from 1e-130 to 1e126 to the last bit', () => {
    const double = fc.double({ min: 1e-130, max: 1e126, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(double, fc.boolean(), (size, negative) => {
        const value = negative ? -size : size;
        expect(through(value)).toBe(value);
      }),
    );
    expect(through(0)).toBe(0);
  });

  it('has no members that are undefined', () => {
    expect(through({ a: undefined, b: { c: undefined, d: '' } })).toEqual({ b: { d: '' } });
  });

  it('is refused when it has things in it that Sitepack does not write', () => {
    const strange = { pk: { S: 'p' }, sk: { S: 's' }, set: { SS: ['a'] } };
    expect(() => toRow(strange)).toThrow('no row of Sitepack');
    expect(() => toRow({ pk: { S: 'p' } })).toThrow('no row of Sitepack');
  });
});
