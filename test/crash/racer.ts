/** A process that races for rows, and says which it won: `node racer.ts <data> <who> <rows>`. */
import { tell } from './tell.ts';
import { SqliteTable } from '#adapters/embedded/sqlite-table.ts';

const [data = '', who = '', rows = '0'] = process.argv.slice(2);
await using table = new SqliteTable({ data });
for (let n = 0; n < Number(rows); n++) {
  const key = { pk: 'race', sk: String(n) };
  if ((await table.update('heads', key, { set: { who } }, { who: undefined })) !== undefined) tell(`${n}\n`);
}
