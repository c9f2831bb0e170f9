/** Entry of a process that reads and writes rows, in the embedded tables and in plain SQLite. */
import { SqliteTable } from '#adapters/embedded/sqlite-table.ts';
import type { Row, Table } from '#ports/table.ts';
import { type Comparison, compareStores } from '../compare-stores.ts';
import type { SectionResult } from '../figure.ts';
import { serveJob } from '../serve-job.ts';
import { storesInput } from '../stores-input.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type RawTable, openRawTable } from './raw-table.ts';

const IN_FLIGHT = 16;
const ROWS = 2000;
const INSERTED_AT_ONCE = 10;
const PAGE = 100;

await serveJob(storesInput, async (options): Promise<SectionResult> => {
  await using folder = await temporaryFolder('table');
  await using table = new SqliteTable({ data: folder.path });
  using raw = openRawTable(folder.path);
  const rows = Array.from({ length: ROWS }, (_, n) => rowOf('seed', n));
  await table.insertNew('bench', rows);
  raw.insertNew(rows);
  return {
    about: `rows of some 250 bytes, a write on the disk before it is acknowledged; embedded with ${IN_FLIGHT} calls in flight`,
    ...(await compareStores(comparisons(table, raw), options)),
    skipped: [],
  };
});

function comparisons(table: Table, raw: RawTable): Comparison[] {
  let read = 0;
  let added = 0;
  // Each lane has a row of its own, so that every condition holds; raw has one more.
  const updates = Array.from({ length: IN_FLIGHT + 1 }, () => 0);
  const next = (lane: number): { key: { pk: string; sk: string }; before: number } => {
    const before = updates[lane] ?? 0;
    updates[lane] = before + 1;
    return { key: keyOf('seed', lane), before };
  };
  const fresh = (): Row[] => Array.from({ length: INSERTED_AT_ONCE }, () => rowOf('more', (added += 1)));
  return [
    {
      name: 'conditional update',
      unit: 'rows/s',
      sitepack: {
        in_flight: IN_FLIGHT,
        async step(lane) {
          const { key, before } = next(lane);
          const row = await table.update(
            'bench',
            key,
            { set: { attempts: before + 1 } },
            { attempts: before },
          );
          return row === undefined ? 0 : 1;
        },
      },
      raw() {
        const { key, before } = next(IN_FLIGHT);
        return raw.update(key, { attempts: before + 1 }, { attempts: before }) ? 1 : 0;
      },
    },
    {
      name: `insertNew, ${INSERTED_AT_ONCE} a call`,
      unit: 'rows/s',
      sitepack: { in_flight: IN_FLIGHT, step: async () => (await table.insertNew('bench', fresh())).length },
      raw: () => raw.insertNew(fresh()),
    },
    {
      name: 'get',
      unit: 'rows/s',
      sitepack: {
        in_flight: IN_FLIGHT,
        step: async () => ((await table.get('bench', keyOf('seed', (read += 1)))) === undefined ? 0 : 1),
      },
      raw: () => (raw.get(keyOf('seed', (read += 1))) === undefined ? 0 : 1),
    },
    {
      name: `query, ${PAGE} rows a page`,
      unit: 'rows/s',
      sitepack: {
        in_flight: IN_FLIGHT,
        step: async () =>
          (await table.query('bench', { pk: 'seed', from: keyOf('seed', (read += 1)).sk, limit: PAGE })).rows
            .length,
      },
      raw: () => raw.query('seed', keyOf('seed', (read += 1)).sk, PAGE).length,
    },
  ];
}

function keyOf(pk: string, n: number): { pk: string; sk: string } {
  return { pk, sk: `site.gov/page-${String(pk === 'seed' ? n % ROWS : n).padStart(8, '0')}` };
}

/** As much as a row of the frontier. */
function rowOf(pk: string, n: number): Row {
  const { sk } = keyOf(pk, n);
  return {
    pk,
    sk,
    url: `https://${sk}.html`,
    parent: 'https://site.gov/index.html',
    depth: 3,
    attempts: 0,
    links: 12,
    title: 'x'.repeat(60),
  };
}
