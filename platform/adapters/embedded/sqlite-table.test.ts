import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tableSuite } from '#ports/table.suite.ts';
import { SqliteTable } from './sqlite-table.ts';

tableSuite('SqliteTable', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-table-'));
  const table = new SqliteTable({ data });
  return {
    table,
    dispose: async () => {
      await table.close();
      await rm(data, { recursive: true });
    },
  };
});
