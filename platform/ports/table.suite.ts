import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { casesOf, type SkippedCases } from './suite-cases.ts';
import {
  type Expected,
  MAX_ROW_BYTES,
  queryAll,
  type Row,
  type RowQuery,
  RowTooLarge,
  type Table,
  type Value,
} from './table.ts';

export interface TableSuiteOptions {
  /** A table that exists and that the suite may write to. */
  readonly table?: string;
  readonly skip?: SkippedCases;
}

/** What {@link Table} promises, as tests. `make` is called once; every case uses partitions of its own. */
export function tableSuite(
  name: string,
  make: () => Promise<{ table: Table; dispose: () => Promise<void> }>,
  options: TableSuiteOptions = {},
): void {
  const t = options.table ?? 'pages';
  const run_id = `${process.pid}-${process.hrtime.bigint()}`;

  describe(`${name} keeps the promises of Table`, { timeout: 60_000 }, () => {
    let table: Table;
    let dispose: () => Promise<void>;
    let made = 0;
    beforeAll(async () => ({ table, dispose } = await make()));
    afterAll(() => dispose());

    const fresh = (): string => `suite-${run_id}-${++made}`;
    const all = async (query: RowQuery): Promise<Row[]> => Array.fromAsync(queryAll(table, t, query));
    const sks = async (query: RowQuery): Promise<string[]> => (await all(query)).map((row) => row.sk);
    const fill = async (pk: string, keys: readonly string[]): Promise<void> => {
      await table.insertNew(
        t,
        keys.map((sk) => ({ pk, sk })),
      );
    };
    const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
    const check = casesOf(options.skip);

    check('a row is read as it was written, every kind of value in it', async () => {
      const pk = fresh();
      const row: Row = {
        pk,
        sk: 'a',
        text: 'žluť 漢 🦉',
        empty: '',
        n: -1.5,
        big: 2 ** 53 - 1,
        yes: true,
        no: false,
        nothing: null,
        list: [1, 'x', [null]],
        map: { a: { b: [] } },
      };
      expect(await table.put(t, row)).toBe(true);
      expect(await table.get(t, { pk, sk: 'a' })).toEqual(row);
    });

    check('any JSON survives the round trip', async () => {
      const pk = fresh();
      await fc.assert(
        fc.asyncProperty(fc.jsonValue({ maxDepth: 3, noUnicodeString: false }), async (json) => {
          // Numbers of JSON are doubles here, and 38 digits in DynamoDB.
          const value: Value = JSON.parse(
            JSON.stringify(json, (_, v: unknown) => (typeof v === 'number' ? Math.fround(v % 1e9) : v)),
          );
          await table.put(t, { pk, sk: 'x', value });
          expect((await table.get(t, { pk, sk: 'x' }))?.['value']).toEqual(value);
        }),
        { numRuns: 30 },
      );
    });

    check('a row that is not there is undefined', async () => {
      expect(await table.get(t, { pk: fresh(), sk: 'none' })).toBeUndefined();
    });

    check('many rows come in the order of their keys, with gaps where none is', async () => {
      const pk = fresh();
      const keys = Array.from({ length: 130 }, (_, n) => `k${n}`);
      await fill(
        pk,
        keys.filter((_, n) => n % 2 === 0),
      );
      const rows = await table.getMany(
        t,
        keys.toReversed().map((sk) => ({ pk, sk })),
      );
      expect(rows.map((row) => row?.sk)).toEqual(
        keys.map((sk, n) => (n % 2 === 0 ? sk : undefined)).toReversed(),
      );
      expect(await table.getMany(t, [])).toEqual([]);
    });

    check('a put replaces the whole row', async () => {
      const pk = fresh();
      await table.put(t, { pk, sk: 'a', old: 1 });
      await table.put(t, { pk, sk: 'a', new: 2 });
      expect(await table.get(t, { pk, sk: 'a' })).toEqual({ pk, sk: 'a', new: 2 });
    });

    const conditions: readonly [string, Expected, boolean][] = [
      ['the field has the value', { n: 1 }, true],
      ['every field has its value', { n: 1, s: 'x', b: true, z: null }, true],
      ['one field has another value', { n: 1, s: 'y' }, false],
      ['a number is not a text', { n: '1' }, false],
      ['the field is not there, as expected', { gone: undefined }, true],
      ['the field is there, and none was expected', { n: undefined }, false],
      ['null is not absence', { z: undefined }, false],
      ['absence is not null', { gone: null }, false],
      ['a value is not null', { n: null }, false],
      ['null is not a value', { z: 'NULL' }, false],
      ['nothing is expected', {}, true],
    ];
    for (const [words, expected, holds] of conditions) {
      check(`a condition ${holds ? 'holds' : 'fails'} when ${words}`, async () => {
        const pk = fresh();
        const row = { pk, sk: 'a', n: 1, s: 'x', b: true, z: null };
        await table.put(t, row);
        expect(await table.update(t, { pk, sk: 'a' }, { set: { touched: 1 } }, expected)).toEqual(
          holds ? { ...row, touched: 1 } : undefined,
        );
        await table.put(t, row);
        expect(await table.put(t, { pk, sk: 'a', n: 2 }, expected)).toBe(holds);
        expect((await table.get(t, { pk, sk: 'a' }))?.['n']).toBe(holds ? 2 : 1);
        await table.put(t, row);
        expect(await table.delete(t, { pk, sk: 'a' }, expected)).toBe(holds);
        expect(await table.get(t, { pk, sk: 'a' })).toEqual(holds ? undefined : row);
      });
    }

    check('a condition on a row that is not there: absence holds, a value does not', async () => {
      const pk = fresh();
      expect(await table.put(t, { pk, sk: 'a' }, { n: 1 })).toBe(false);
      expect(await table.update(t, { pk, sk: 'a' }, { set: { n: 2 } }, { n: 1 })).toBeUndefined();
      expect(await table.delete(t, { pk, sk: 'a' }, { n: 1 })).toBe(true);
      expect(await table.get(t, { pk, sk: 'a' })).toBeUndefined();
      expect(await table.put(t, { pk, sk: 'a', n: 1 }, { sk: undefined })).toBe(true);
      expect(await table.put(t, { pk, sk: 'a', n: 2 }, { sk: undefined })).toBe(false);
    });

    check(
      'an update sets and removes fields, leaves the others, and makes a row that is not there',
      async () => {
        const pk = fresh();
        expect(await table.update(t, { pk, sk: 'a' }, { set: { x: 1, y: { deep: [1] } } })).toEqual({
          pk,
          sk: 'a',
          x: 1,
          y: { deep: [1] },
        });
        expect(await table.update(t, { pk, sk: 'a' }, { set: { z: 3 }, remove: ['x', 'never'] })).toEqual({
          pk,
          sk: 'a',
          y: { deep: [1] },
          z: 3,
        });
        expect(await table.get(t, { pk, sk: 'a' })).toEqual({ pk, sk: 'a', y: { deep: [1] }, z: 3 });
      },
    );

    check('an update with nothing to change makes the row', async () => {
      const pk = fresh();
      expect(await table.update(t, { pk, sk: 'a' }, {})).toEqual({ pk, sk: 'a' });
      expect(await table.get(t, { pk, sk: 'a' })).toEqual({ pk, sk: 'a' });
    });

    check('a field called like a reserved word of a query language is a field', async () => {
      const pk = fresh();
      const row = { pk, sk: 'a', size: 1, state: 'open', timestamp: 2, 'a.b': 3, '#x:y': 4 };
      await table.put(t, { pk, sk: 'a' });
      expect(
        await table.update(
          t,
          { pk, sk: 'a' },
          { set: { size: 1, state: 'open', timestamp: 2, 'a.b': 3, '#x:y': 4 } },
          { 'a.b': undefined },
        ),
      ).toEqual(row);
    });

    check('deleting a row that is not there does nothing', async () => {
      expect(await table.delete(t, { pk: fresh(), sk: 'a' })).toBe(true);
    });

    check('of thirty who race for a row, one wins', async () => {
      const pk = fresh();
      const won = await Promise.all(
        Array.from({ length: 30 }, (_, n) => table.put(t, { pk, sk: 'a', n }, { sk: undefined })),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await table.get(t, { pk, sk: 'a' }))?.['n']).toBe(won.indexOf(true));
    });

    check('of thirty who race to update a version, one wins', async () => {
      const pk = fresh();
      await table.put(t, { pk, sk: 'a', version: 1 });
      const rows = await Promise.all(
        Array.from({ length: 30 }, (_, by) =>
          table.update(t, { pk, sk: 'a' }, { set: { version: 2, by } }, { version: 1 }),
        ),
      );
      const winners = rows.filter((row) => row !== undefined);
      expect(winners).toHaveLength(1);
      expect(await table.get(t, { pk, sk: 'a' })).toEqual(winners[0]);
    });

    check('counting by compare and set loses no count', async () => {
      const pk = fresh();
      await table.put(t, { pk, sk: 'a', n: 0 });
      const countUp = async (): Promise<void> => {
        for (;;) {
          const n = Number((await table.get(t, { pk, sk: 'a' }))?.['n']);
          if ((await table.update(t, { pk, sk: 'a' }, { set: { n: n + 1 } }, { n })) !== undefined) return;
        }
      };
      await Promise.all(Array.from({ length: 8 }, countUp));
      expect((await table.get(t, { pk, sk: 'a' }))?.['n']).toBe(8);
    });

    check('new rows are inserted each on its own, saying who was new', async () => {
      const pk = fresh();
      await table.put(t, { pk, sk: 'k3', old: true });
      const won = await table.insertNew(
        t,
        Array.from({ length: 40 }, (_, n) => ({ pk, sk: `k${n}`, old: false })),
      );
      expect(won).toEqual(Array.from({ length: 40 }, (_, n) => n !== 3));
      expect((await table.get(t, { pk, sk: 'k3' }))?.['old']).toBe(true);
      expect(await table.insertNew(t, [])).toEqual([]);
    });

    check('of those who insert the same rows at once, each row has one winner', async () => {
      const pk = fresh();
      const rows = Array.from({ length: 20 }, (_, n) => ({ pk, sk: `k${n}` }));
      const won = await Promise.all(Array.from({ length: 5 }, () => table.insertNew(t, rows)));
      for (let n = 0; n < rows.length; n++) expect(won.filter((one) => one[n] === true)).toHaveLength(1);
    });

    check('a partition is read in the byte order of UTF-8, forwards and backwards', async () => {
      const pk = fresh();
      const keys = [
        'a',
        'a/',
        'a0',
        'B',
        'é',
        'z',
        '\uffff',
        '🦉',
        '~',
        'https://site.gov/',
        'https://site.gov/a?b=c',
      ];
      await fill(pk, keys);
      await fill(`${pk}-other`, ['x']);
      expect(await sks({ pk })).toEqual([...keys].sort(byBytes));
      expect(await sks({ pk, reverse: true })).toEqual([...keys].sort(byBytes).reverse());
    });

    check('prefix, from and to bound a query, also together', async () => {
      const pk = fresh();
      await fill(pk, ['a', 'b', 'b1', 'b2', 'b3', 'c']);
      expect(await sks({ pk, prefix: 'b' })).toEqual(['b', 'b1', 'b2', 'b3']);
      expect(await sks({ pk, from: 'b1', to: 'b3' })).toEqual(['b1', 'b2', 'b3']);
      expect(await sks({ pk, from: 'b2' })).toEqual(['b2', 'b3', 'c']);
      expect(await sks({ pk, to: 'b' })).toEqual(['a', 'b']);
      expect(await sks({ pk, prefix: 'b', from: 'b2', reverse: true })).toEqual(['b3', 'b2']);
      expect(await sks({ pk, prefix: 'b', to: 'b1' })).toEqual(['b', 'b1']);
      expect(await sks({ pk, prefix: 'none' })).toEqual([]);
    });

    check('pages of any length add up to the partition, in either direction', async () => {
      const pk = fresh();
      const keys = Array.from({ length: 23 }, (_, n) => `k${String(n).padStart(2, '0')}`);
      await fill(pk, keys);
      for (const limit of [1, 7, 23, 24]) {
        const first = await table.query(t, { pk, limit });
        expect(first.rows).toHaveLength(Math.min(limit, 23));
        expect(await sks({ pk, limit })).toEqual(keys);
        expect(await sks({ pk, limit, reverse: true })).toEqual(keys.toReversed());
      }
    });

    check('a query finds what a filter over sorted keys finds', async () => {
      const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é', '🦉'), minLength: 1, maxLength: 4 });
      const query = fc.record(
        { prefix: key, from: key, to: key, reverse: fc.boolean(), limit: fc.integer({ min: 1, max: 5 }) },
        { requiredKeys: [] },
      );
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(key, { maxLength: 12 }), query, async (keys, bounds) => {
          const pk = fresh();
          await fill(pk, keys);
          const expected = [...keys]
            .sort(byBytes)
            .filter(
              (sk) =>
                sk.startsWith(bounds.prefix ?? '') &&
                (bounds.from === undefined || byBytes(sk, bounds.from) >= 0) &&
                (bounds.to === undefined || byBytes(sk, bounds.to) <= 0),
            );
          expect(await sks({ pk, ...bounds })).toEqual(
            bounds.reverse === true ? expected.reverse() : expected,
          );
        }),
        { numRuns: 40 },
      );
    });

    check('the sparse index has the rows with a mark, ordered by it, and follows every change', async () => {
      const pk = fresh();
      await table.insertNew(t, [
        { pk, sk: 'a', mark: 'open#3' },
        { pk, sk: 'b' },
        { pk, sk: 'c', mark: 'open#1' },
        { pk, sk: 'd', mark: 'done#1' },
      ]);
      expect(await sks({ pk, sparse: true })).toEqual(['d', 'c', 'a']);
      expect(await sks({ pk, sparse: true, prefix: 'open#' })).toEqual(['c', 'a']);
      expect(await sks({ pk, sparse: true, from: 'open#2', reverse: true })).toEqual(['a']);
      expect(await sks({ pk, sparse: true, to: 'open#1' })).toEqual(['d', 'c']);
      await table.update(t, { pk, sk: 'a' }, { remove: ['mark'] });
      await table.update(t, { pk, sk: 'b' }, { set: { mark: 'open#0' } });
      await table.delete(t, { pk, sk: 'd' });
      expect(await sks({ pk, sparse: true })).toEqual(['b', 'c']);
    });

    check('prefix, from and to bound marks as they bound keys, on pages of any length', async () => {
      const pk = fresh();
      // "c" is what comes first after everything that begins with "b".
      const marks = ['a', 'b', 'b1', 'b2', 'b3', 'c', 'c1'];
      await table.insertNew(
        t,
        marks.map((mark) => ({ pk, sk: `of ${mark}`, mark })),
      );
      const found = async (query: Omit<RowQuery, 'pk'>): Promise<unknown[]> =>
        (await all({ pk, sparse: true, ...query })).map((row) => row['mark']);
      for (const limit of [1, 2, 10]) {
        expect(await found({ prefix: 'b', limit })).toEqual(['b', 'b1', 'b2', 'b3']);
        expect(await found({ prefix: 'b', from: 'b1', limit })).toEqual(['b1', 'b2', 'b3']);
        expect(await found({ prefix: 'b', from: 'b1', limit, reverse: true })).toEqual(['b3', 'b2', 'b1']);
        expect(await found({ prefix: 'b', from: 'a', to: 'b1', limit })).toEqual(['b', 'b1']);
        expect(await found({ from: '', to: 'a', limit })).toEqual(['a']);
        expect(await found({ prefix: 'b', from: 'c', limit })).toEqual([]);
        expect(await found({ from: 'b2', to: 'b1', limit })).toEqual([]);
      }
      const last = { pk, sparse: true, prefix: 'b', from: 'b1', limit: 2, reverse: true };
      expect((await table.query(t, last)).rows.map((row) => row['mark'])).toEqual(['b3', 'b2']);
    });

    check('the sparse index has a write as soon as it is acknowledged', async () => {
      const pk = fresh();
      for (let n = 0; n < 20; n++) {
        // One is always open: what comes next is opened before the one before it is closed.
        await table.put(t, { pk, sk: `k${n % 7}`, mark: 'open', n });
        if (n > 0) await table.update(t, { pk, sk: `k${(n - 1) % 7}` }, { remove: ['mark'] });
        expect((await table.query(t, { pk, sparse: true, limit: 1 })).rows.map((row) => row['n'])).toEqual([
          n,
        ]);
      }
    });

    check('rows with the same mark are all read, whatever the length of a page', async () => {
      const pk = fresh();
      const keys = Array.from({ length: 9 }, (_, n) => `k${n}`);
      await table.insertNew(
        t,
        keys.map((sk) => ({ pk, sk, mark: 'same' })),
      );
      for (const reverse of [false, true]) {
        expect((await sks({ pk, sparse: true, limit: 2, reverse })).sort()).toEqual(keys);
      }
    });

    check('large rows fit up to the bound, and beyond it the row is named', async () => {
      const pk = fresh();
      // DynamoDB counts names and values, JSON its quotes and commas as well.
      await table.put(t, { pk, sk: 'a', text: 'x'.repeat(MAX_ROW_BYTES - 500) });
      expect((await table.get(t, { pk, sk: 'a' }))?.['text']).toHaveLength(MAX_ROW_BYTES - 500);
      await expect(table.put(t, { pk, sk: 'b', text: 'é'.repeat(MAX_ROW_BYTES / 2 + 1) })).rejects.toThrow(
        RowTooLarge,
      );
      await expect(table.update(t, { pk, sk: 'a' }, { set: { more: 'x'.repeat(1000) } })).rejects.toThrow(
        RowTooLarge,
      );
      await expect(table.update(t, { pk, sk: 'a' }, { set: { more: 'x'.repeat(1000) } })).rejects.toThrow(
        / a of table/,
      );
    });

    check('a row with a mark counts twice against the bound', async () => {
      const pk = fresh();
      const text = 'x'.repeat(MAX_ROW_BYTES / 2);
      await expect(table.put(t, { pk, sk: 'a', mark: 'open', text })).rejects.toThrow(RowTooLarge);
      expect(await table.get(t, { pk, sk: 'a' })).toBeUndefined();
      expect(await table.put(t, { pk, sk: 'a', text })).toBe(true);
    });

    check('what fits into no row is refused, whatever is expected of the row', async () => {
      const pk = fresh();
      const text = 'x'.repeat(MAX_ROW_BYTES);
      await expect(table.put(t, { pk, sk: 'a', text }, { n: 1 })).rejects.toThrow(RowTooLarge);
      await expect(table.update(t, { pk, sk: 'a' }, { set: { text } }, { n: 1 })).rejects.toThrow(
        RowTooLarge,
      );
    });

    check('of new rows none is inserted when one is too large', async () => {
      const pk = fresh();
      const large = { pk, sk: 'c', text: 'x'.repeat(MAX_ROW_BYTES) };
      await expect(table.insertNew(t, [{ pk, sk: 'a' }, { pk, sk: 'b' }, large])).rejects.toThrow(
        RowTooLarge,
      );
      expect(await sks({ pk })).toEqual([]);
    });

    check('a partition of large rows is read whole', async () => {
      const pk = fresh();
      for (let n = 0; n < 16; n++)
        await table.put(t, { pk, sk: `k${10 + n}`, text: 'x'.repeat(MAX_ROW_BYTES - 500) });
      expect(await sks({ pk })).toHaveLength(16);
    });
  });
}
