import * as fc from 'fast-check';
import type { Body, ObjectOperation } from './object-operations.ts';

/** Keys that a store may mistake for one another, or put in another order than by bytes: folders, their names cut short. */
const LONG = 'x'.repeat(239);
const KEYS = [
  'a',
  'a-b',
  'a.b',
  'a/b',
  'a/b/c',
  'a/b/c/d',
  'a/b0',
  'a0',
  'a~',
  '_',
  '0',
  'b/%7e',
  'b/a=,@+',
  LONG,
  `${LONG}x`,
  `${LONG}xx`,
  `${LONG}x/y`,
];
/** Keys of which a stand-in for S3 that sorts by the rules of a language has the same order. */
const PLAIN_KEYS = ['a', 'a/b', 'a/b/c', 'a/b0', 'a0', 'b', 'b/a', 'b/b/0', 'b/b/1/x', 'c'];
const BAD_KEYS = ['', '/', 'A', 'a//b', 'a/../b', 'é', 'a b'];

export interface ObjectArbitraries {
  readonly put: fc.Arbitrary<ObjectOperation>;
  readonly operation: fc.Arbitrary<ObjectOperation>;
  /** Operations on single objects, and mostly on the same one. */
  readonly race: fc.Arbitrary<readonly ObjectOperation[]>;
}

export function objectArbitraries(options: {
  /** Whether listings are in the order of bytes, whatever the keys. */
  readonly by_bytes: boolean;
  readonly put_if_absent: boolean;
}): ObjectArbitraries {
  const keys = options.by_bytes ? KEYS : PLAIN_KEYS;
  const good = fc.constantFrom(...keys);
  const key = fc.oneof({ weight: 30, arbitrary: good }, fc.constantFrom(...BAD_KEYS));
  const fill = fc.integer({ min: 1, max: 200 });
  // Around the length from which a store may go another way.
  const length = fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max: 9 }) },
    fc.constantFrom(65_536, 262_143, 262_144, 262_145),
  );
  const body: fc.Arbitrary<Body> = fc.record({ bytes: length, fill });
  const at = fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constantFrom(262_143, 262_144, 300_000));

  const writes = (one: fc.Arbitrary<string>): fc.WeightedArbitrary<ObjectOperation>[] => [
    { weight: 3, arbitrary: fc.record({ type: fc.constant('put'), key: one, body }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('putChunks'),
        key: one,
        fill,
        chunks: fc.array(length, { maxLength: 4 }),
        end: fc.constantFrom('ends', 'ends', 'breaks off', 'is aborted'),
      }),
    },
    {
      weight: options.put_if_absent ? 2 : 0,
      arbitrary: fc.record({ type: fc.constant('putIfAbsent'), key: one, body }),
    },
  ];
  const reads = (one: fc.Arbitrary<string>): fc.WeightedArbitrary<ObjectOperation>[] => [
    {
      weight: 1,
      arbitrary: fc.record(
        { type: fc.constant('get'), key: one, max_bytes: fc.integer({ min: 0, max: 10 }) },
        { requiredKeys: ['type', 'key'] },
      ),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('stream'),
        key: one,
        range: fc.record({ from: at, to: at }, { requiredKeys: [] }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('head'), key: one }) },
  ];
  const list = fc.record({
    type: fc.constant('list'),
    prefix: fc.oneof(
      fc.constantFrom('', 'a/', 'a/b/', 'b/', 'none', 'a/b/c/d/e', '/', 'a//', 'é'),
      good.chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
    ),
    options: fc.record(
      {
        after: fc.oneof(good, fc.constantFrom('', 'a/', 'a/b', 'zz')),
        limit: fc.integer({ min: 1, max: 4 }),
      },
      { requiredKeys: [] },
    ),
  });
  const deletes = (one: fc.Arbitrary<string>, most: number): fc.Arbitrary<ObjectOperation> =>
    fc.record({ type: fc.constant('delete'), keys: fc.array(one, { maxLength: most }) });

  return {
    put: fc.record({ type: fc.constant('put'), key: good, body }),
    operation: fc.oneof(
      ...writes(key),
      ...reads(key),
      { weight: 3, arbitrary: deletes(key, 4) },
      { weight: 5, arbitrary: list },
    ),
    race: fc.tuple(good, fc.boolean()).chain(([same, others]) => {
      const one = others ? good : fc.constant(same);
      return fc.array(fc.oneof(...writes(one), ...reads(one), { weight: 2, arbitrary: deletes(one, 1) }), {
        minLength: 2,
        maxLength: 5,
      });
    }),
  };
}
