import type { Table } from '#ports/table.ts';
import { type Metering, meteredCall } from './metered-call.ts';

/** A table whose calls are measured. A write whose condition does not hold came through. */
export function meteredTable(table: Table, metering: Metering): Table {
  const call = <Result>(operation: keyof Table, run: () => Promise<Result>): Promise<Result> =>
    meteredCall(metering, 'table', operation, run);
  return {
    get: (name, key) => call('get', () => table.get(name, key)),
    getMany: (name, keys) => call('getMany', () => table.getMany(name, keys)),
    put: (name, row, expected) => call('put', () => table.put(name, row, expected)),
    update: (name, key, changes, expected) =>
      call('update', () => table.update(name, key, changes, expected)),
    delete: (name, key, expected) => call('delete', () => table.delete(name, key, expected)),
    insertNew: (name, rows) => call('insertNew', () => table.insertNew(name, rows)),
    query: (name, query) => call('query', () => table.query(name, query)),
  };
}
