import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { tableModel, type TableUnderTest } from '#ports/table.model.ts';
import { inTurn } from '#ports/testing/in-turn.ts';
import { SqliteTable } from './sqlite-table.ts';

/** Tables on one file, used in turn. */
async function openTimes(times: 1 | 2): Promise<TableUnderTest> {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-table-'));
  const first = new SqliteTable({ data });
  const others = times === 1 ? [] : [new SqliteTable({ data })];
  return {
    table: inTurn(first, ...others),
    makeModel: () => new MemoryTable(),
    dispose: async () => {
      await Promise.all([first, ...others].map((table) => table.close()));
      await rm(data, { recursive: true });
    },
  };
}

tableModel('SqliteTable', () => openTimes(1), { runs: 15 });
tableModel('SqliteTable, opened twice', () => openTimes(2), { runs: 10 });
