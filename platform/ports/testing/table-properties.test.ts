import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import type { Changes, Expected, Key, Row, RowPage, RowQuery, Table } from '../table.ts';
import { answersCalls, answersRaces, knowsItsBound, type TableSubject } from './table-properties.ts';

function subject(table: Table): TableSubject {
  let count = 0;
  return {
    table,
    name: 'pages',
    makeModel: () => new MemoryTable(),
    nextPrefix: () => `${++count} `,
    gaps: {},
  };
}

/** The same runs every time: these tests are about the commands, not about a table. */
const SAME_RUNS = { numRuns: 60, seed: 1 };

describe('commands show that a table', () => {
  const faults: readonly [string, new () => MemoryTable][] = [
    [
      'takes null for absence',
      class extends MemoryTable {
        override put(table: string, row: Row, expected: Expected = {}): Promise<boolean> {
          const entries = Object.entries(expected).map(([field, value]) => [field, value ?? undefined]);
          return super.put(table, row, Object.fromEntries(entries));
        }
      },
    ],
    [
      'does not delete what is not there when something is expected of it',
      class extends MemoryTable {
        override async delete(table: string, key: Key, expected: Expected = {}): Promise<boolean> {
          const is_missing = (await this.get(table, key)) === undefined;
          if (is_missing && Object.values(expected).some((value) => value !== undefined)) return false;
          return super.delete(table, key, expected);
        }
      },
    ],
    [
      'removes after it sets',
      class extends MemoryTable {
        override async update(table: string, key: Key, changes: Changes, expected?: Expected) {
          const set = await super.update(table, key, { set: changes.set ?? {} }, expected);
          return set === undefined ? undefined : super.update(table, key, { remove: changes.remove ?? [] });
        }
      },
    ],
    [
      'lets the last of those count that are inserted twice',
      class extends MemoryTable {
        override async insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
          return (await super.insertNew(table, rows.toReversed())).toReversed();
        }
      },
    ],
    [
      'leaves out what lies at the end of a range',
      class extends MemoryTable {
        override async query(table: string, query: RowQuery): Promise<RowPage> {
          const page = await super.query(table, query);
          return { ...page, rows: page.rows.filter((row) => query.sparse === true || row.sk !== query.to) };
        }
      },
    ],
    [
      'orders keys by units of UTF-16',
      class extends MemoryTable {
        override async query(table: string, query: RowQuery): Promise<RowPage> {
          const page = await super.query(table, query);
          if (query.sparse === true || query.reverse === true) return page;
          return { ...page, rows: page.rows.toSorted((a, b) => (a.sk < b.sk ? -1 : 1)) };
        }
      },
    ],
    [
      'ends with a page that is not the last',
      class extends MemoryTable {
        override async query(table: string, query: RowQuery): Promise<RowPage> {
          const { rows, next } = await super.query(table, query);
          return next === undefined || rows.length < 4 ? { rows, ...(next && { next }) } : { rows };
        }
      },
    ],
  ];

  it.each(faults)('%s', async (_, Faulty) => {
    const details = await fc.check(answersCalls(subject(new Faulty())), SAME_RUNS);
    expect(details.failed).toBe(true);
    expect(details.counterexample?.[0]).toBeDefined();
  });

  it('looks before it writes, in two steps', async () => {
    class Unguarded extends MemoryTable {
      override async put(table: string, row: Row, expected: Expected = {}): Promise<boolean> {
        const { pk, sk } = row;
        const stood = await this.get(table, { pk, sk });
        if (!Object.entries(expected).every(([field, value]) => stood?.[field] === value)) return false;
        await Promise.resolve();
        return super.put(table, row);
      }
    }
    expect((await fc.check(answersRaces(subject(new Unguarded())), SAME_RUNS)).failed).toBe(true);
  });

  it('forgets that a mark makes a row count twice', async () => {
    class Lax extends MemoryTable {
      override async put(table: string, { mark, ...row }: Row, expected?: Expected): Promise<boolean> {
        // In two steps, so that the row alone is measured.
        const unmarked: Row = { ...row, pk: row.pk, sk: row.sk };
        if (mark === undefined || JSON.stringify(row).length < 200_000)
          return super.put(table, mark === undefined ? unmarked : { ...unmarked, mark }, expected);
        return super.put(table, unmarked, expected);
      }
    }
    expect((await fc.check(knowsItsBound(subject(new Lax())), SAME_RUNS)).failed).toBe(true);
  });

  it('has nothing wrong with it', async () => {
    const good = subject(new MemoryTable());
    expect((await fc.check(answersCalls(good), SAME_RUNS)).failed).toBe(false);
    expect((await fc.check(answersRaces(good), SAME_RUNS)).failed).toBe(false);
  });
});
