/** Entry of the thread that holds `tables.sqlite` for {@link SqliteTable}. */
import { parentPort, workerData } from 'node:worker_threads';
import { GroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { serveBatches } from './serve-batches.ts';
import type { TableCalls } from './table-calls.ts';
import { TableOperations } from './table-operations.ts';
import { TABLE_FORMAT, TABLE_SCHEMA } from './table-schema.ts';

if (parentPort === null) throw new Error('table-thread.ts runs in a worker thread only');
const port = parentPort;
const { file }: { file: string } = workerData;

serveBatches(port, file, () => {
  const db = openDatabase(file, TABLE_SCHEMA, TABLE_FORMAT);
  const tables = new TableOperations(db);
  const always = (): boolean => true;
  // The first use of a table makes it, which is a write.
  const unlessKnown = ({ table }: { table: string }): boolean => !tables.isKnown(table);
  const calls: {
    readonly [Name in keyof TableCalls]: { run: TableCalls[Name]; writes(input: never): boolean };
  } = {
    getMany: { run: (input) => tables.getMany(input), writes: unlessKnown },
    put: { run: (input) => tables.put(input), writes: always },
    update: { run: (input) => tables.update(input), writes: always },
    delete: { run: (input) => tables.delete(input), writes: always },
    insertNew: { run: (input) => tables.insertNew(input), writes: always },
    query: { run: (input) => tables.query(input), writes: unlessKnown },
  };
  const commit = new GroupCommit(db, calls, file, () => tables.forget());
  return { run: (requests) => commit.run(requests), close: () => db.close() };
});
