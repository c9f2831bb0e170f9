import { assert, dictionary, jsonValue, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, asJson, mergeDiff, mergePatch } from './merge-patch.ts';

/** JSON is what comes out of a parser. */
function parse(text: string): Json {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(text) as Json;
}

const json = jsonValue().map((value) => parse(JSON.stringify(value)));
const withoutNull = jsonValue().map(withZeros);

/** No member of what a patch makes is null. */
function withZeros(value: unknown): Json {
  return parse(JSON.stringify(value, (_, member: unknown) => member ?? 0));
}

describe('a JSON merge patch', () => {
  // The examples of RFC 7396, appendix A.
  it.each<[Json, Json, Json]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    // A name is as good as any other.
    [{ a: { kind: 'b', c: 1 } }, { a: { kind: 'd' } }, { a: { kind: 'd', c: 1 } }],
  ])('makes of %j by %j %j', (target, patch, merged) => {
    expect(mergePatch(target, patch)).toEqual(merged);
  });

  it('done twice is done once, and changes neither of both', () => {
    assert(
      property(json, json, (target, patch) => {
        const before = JSON.stringify([target, patch]);
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
        expect(JSON.stringify([target, patch])).toBe(before);
      }),
    );
  });

  it('of nothing makes what it says, if it takes nothing away', () => {
    assert(
      property(withoutNull, (patch) => {
        expect(mergePatch(null, patch)).toEqual(patch);
      }),
    );
  });

  it('keeps a member called __proto__ a member', () => {
    const patch = parse('{"__proto__": {"polluted": true}}');
    const merged = mergePatch({}, patch);
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf({})).not.toHaveProperty('polluted');
  });
});

describe('the difference of two objects', () => {
  const object = dictionary(string(), withoutNull).map(asJson);

  it('makes the one of the other, and is empty for one and the same', () => {
    assert(
      property(object, object, (from, to) => {
        expect(mergePatch(from, mergeDiff(from, to))).toEqual(to);
        expect(mergeDiff(from, asJson(from))).toEqual({});
      }),
    );
  });

  it('has no more in it than what differs', () => {
    const from = { a: { b: 1, c: { d: [1] } }, e: 'f' };
    expect(mergeDiff(from, { a: { b: 1, c: { d: [2] } }, e: 'f' })).toEqual({ a: { c: { d: [2] } } });
    expect(mergeDiff(from, { a: { b: 1, c: {} } })).toEqual({ a: { c: { d: null } }, e: null });
  });
});
