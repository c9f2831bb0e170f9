import * as fc from 'fast-check';
import type { Changes, Expected, Key, Row, RowQuery, Value } from '../table.ts';
import type { Condition, TableOperation } from './table-operations.ts';

/**
 * Operations on few rows with few fields, so that they meet.
 *
 * Within what every store can keep: keys and marks are not empty, no text has half a surrogate pair, and numbers are 0 or
 * of a size from 1e-130 to 1e125. Those are bounds of DynamoDB itself.
 */
export const tablePartitions = ['p', 'q é'];
const SKS = ['a', 'a/', 'a/b', 'b', '\0', 'é', '\u{ffff}', '🦉'];
const MARKS = ['open#1', 'open#2', 'open', 'done#1', 'p\0', '\u{ffff}', '🦉'];
/** Words of query languages and paths of theirs, and names that objects of JavaScript have by themselves. */
const FIELDS = ['n', 's', 'size', 'a.b', '#x:y', '', '~', '__proto__', 'constructor', 'z'];
const TEXTS = ['', 'x', 'NULL', '1', 'žluť 漢 🦉', '\0', '\u2028"\\\n'];

const scalar = fc.oneof(
  // Often the same, so that conditions hold.
  {
    weight: 4,
    arbitrary: fc.constantFrom<string | number | boolean | null>(0, 1, -1.5, '', 'x', true, false, null),
  },
  fc.constantFrom(...TEXTS),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(0.1, 1e-130, -1e125, 2 ** 53 + 2, 1e21, 123_456_789.123_456_79),
  fc.double({ min: -1e125, max: 1e125, noNaN: true }).map((n) => (Math.abs(n) < 1e-130 ? 0 : n)),
);

const field = fc.constantFrom(...FIELDS);
const members = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc
    .uniqueArray(fc.tuple(field, value), { selector: ([name]) => name, maxLength: 3 })
    .map((entries): Record<string, T> => Object.fromEntries(entries));

const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })), { maxLength: 3 }),
  // Members that are undefined are dropped.
  members(fc.oneof(scalar, fc.constant(undefined), members(scalar))),
);

/** Both together; what the second has counts. */
function merged<A extends object, B extends object>(
  a: fc.Arbitrary<A>,
  b: fc.Arbitrary<B>,
): fc.Arbitrary<A & B> {
  const merge = ([first, second]: [A, B]): A & B => ({ ...first, ...second });
  return fc.tuple(a, b).map(merge);
}

/** Mostly one, that it may fill. */
const partition = fc.constantFrom('p', ...tablePartitions);
const mark = fc.constantFrom(...MARKS);
const marked = fc.oneof(fc.constant({}), fc.record({ mark }));
const key: fc.Arbitrary<Key> = fc.record({
  pk: partition,
  sk: fc.constantFrom(...SKS),
});
const row: fc.Arbitrary<Row> = merged(merged(members(value), marked), key);

const changes: fc.Arbitrary<Changes> = fc.record(
  {
    set: merged(
      merged(members(value), marked),
      // A key stays what it is.
      fc.oneof(fc.constant({}), fc.record({ sk: fc.constantFrom(...SKS) })),
    ),
    remove: fc.array(fc.oneof(field, fc.constantFrom('mark', 'never', 'sk')), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

const expected: fc.Arbitrary<Expected> = fc.oneof(
  members(fc.oneof(scalar, fc.constant(undefined))),
  fc.record({ sk: fc.constantFrom(undefined, ...SKS) }),
  fc.record({ mark: fc.constantFrom(undefined, null, ...MARKS) }),
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant({ expected: undefined }),
  fc.record({ expected }),
  fc.record({
    as_it_stands: fc.uniqueArray(fc.oneof(field, fc.constantFrom('mark', 'sk')), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
);

/** @param options `by_bytes`: whether `from` and `to` may have what lies elsewhere by bytes than by units of UTF-16. */
export function tableQueries({ by_bytes }: { readonly by_bytes: boolean }): fc.Arbitrary<RowQuery> {
  const bound = fc
    .constantFrom('', ...SKS, ...MARKS)
    .filter((text) => by_bytes || !/[\u{ffff}-\u{10ffff}]/u.test(text));
  const prefix = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('a', 'open') },
    fc.constantFrom('', 'a/', 'open#', 'none', 'é', '\u{ffff}', '🦉', '\u{10ffff}'),
  );
  // The more of them there are, the less is found.
  const bounds = fc.oneof(
    fc.constant({}),
    fc.record({ prefix }),
    fc.record({ from: bound }),
    fc.record({ to: bound }),
    fc.record({ prefix, from: bound, to: bound }, { requiredKeys: ['prefix'] }),
    fc.record({ from: bound, to: bound }),
  );
  const reading = fc.record(
    { sparse: fc.boolean(), reverse: fc.boolean(), limit: fc.integer({ min: 1, max: 5 }), pk: partition },
    { requiredKeys: ['pk'] },
  );
  return merged(bounds, reading);
}

const put = fc.record({ type: fc.constant('put'), row, condition });
const update = fc.record({ type: fc.constant('update'), key, changes, condition });
const remove = fc.record({ type: fc.constant('delete'), key, condition });
export const tableInsert: fc.Arbitrary<TableOperation> = fc.record({
  type: fc.constant('insertNew'),
  rows: fc.array(row, { maxLength: 8 }),
});

/** Any operation but a query, of which an adapter may give the rows in more pages than another. */
export const tableOperation: fc.Arbitrary<TableOperation> = fc.oneof(
  { weight: 3, arbitrary: put },
  { weight: 3, arbitrary: update },
  { weight: 1, arbitrary: remove },
  { weight: 3, arbitrary: tableInsert },
  fc.record({ type: fc.constant('get'), key }),
  fc.record({ type: fc.constant('getMany'), keys: fc.array(key, { maxLength: 6 }) }),
  fc.record({
    type: fc.constant('query'),
    query: fc.record({
      pk: partition,
      after: fc.constantFrom('', 'nonsense', 'e30'),
    }),
  }),
);

/** Operations that each change or read one row, and mostly the same one. */
export const tableRace: fc.Arbitrary<readonly TableOperation[]> = fc
  .tuple(key, fc.boolean())
  .chain(([one, others]) => {
    const at = <O extends Row | Key>(all: fc.Arbitrary<O>): fc.Arbitrary<O> =>
      others ? all : merged(all, fc.constant(one));
    const write = fc.oneof(
      fc.record({ type: fc.constant('put'), row: at(row), condition }),
      fc.record({ type: fc.constant('update'), key: at(key), changes, condition }),
      fc.record({ type: fc.constant('delete'), key: at(key), condition }),
      fc.record({ type: fc.constant('insertNew'), rows: fc.tuple(at(row)) }),
      fc.record({ type: fc.constant('get'), key: at(key) }),
    );
    // All with one condition: one of them wins.
    const claims = condition.chain((same) =>
      fc.array(fc.record({ type: fc.constant('put'), row: at(row), condition: fc.constant(same) }), {
        minLength: 2,
        maxLength: 6,
      }),
    );
    return fc.oneof(fc.array(write, { minLength: 2, maxLength: 5 }), claims);
  });

/**
 * Rows of sizes below the bound and above it, and updates that bring them there. None is by at most 2 % above: that far
 * DynamoDB takes an update, which is refused when it is done.
 */
export function largeRows({
  marked: with_marks,
}: {
  readonly marked: boolean;
}): fc.Arbitrary<TableOperation> {
  const sk = fc.constantFrom('a', 'b');
  const large = fc
    .constantFrom(100_000, 150_000, 195_000, 220_000, 290_000, 390_000, 420_000)
    .map((n) => 'x'.repeat(n));
  const mark_ = with_marks ? marked : fc.constant({});
  const key = fc.record({ pk: fc.constant('p'), sk });
  const fields = merged(fc.record({ text: large, more: large }, { requiredKeys: [] }), mark_);
  return fc.oneof(
    fc.record({
      type: fc.constant('put'),
      row: merged(fields, key),
      condition,
    }),
    fc.record({
      type: fc.constant('update'),
      key,
      changes: fc.record(
        { set: fields, remove: fc.subarray(with_marks ? ['text', 'mark'] : ['text']) },
        { requiredKeys: ['set'] },
      ),
      condition,
    }),
    fc.record({
      type: fc.constant('insertNew'),
      rows: fc.array(merged(fields, key), { maxLength: 3 }),
    }),
    fc.record({ type: fc.constant('get'), key }),
  );
}
