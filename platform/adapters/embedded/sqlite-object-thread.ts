/** Entry of the thread that holds `objects.sqlite` for {@link SqliteObjectStore}. */
import { parentPort, workerData } from 'node:worker_threads';
import { GroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { serveBatches } from './serve-batches.ts';
import type { SqliteObjectCalls } from './sqlite-object-calls.ts';
import { OBJECT_FORMAT, OBJECT_SCHEMA, SqliteObjectOperations } from './sqlite-object-operations.ts';

if (parentPort === null) throw new Error('sqlite-object-thread.ts runs in a worker thread only');
const port = parentPort;
const { file }: { file: string } = workerData;

serveBatches(port, file, () => {
  const db = openDatabase(file, OBJECT_SCHEMA, OBJECT_FORMAT);
  const objects = new SqliteObjectOperations(db);
  const always = (): boolean => true;
  const never = (): boolean => false;
  const calls: {
    readonly [Name in keyof SqliteObjectCalls]: { run: SqliteObjectCalls[Name]; writes(): boolean };
  } = {
    put: { run: (input) => objects.put(input), writes: always },
    get: { run: (input) => objects.get(input), writes: never },
    head: { run: (key) => objects.head(key), writes: never },
    list: { run: (input) => objects.list(input), writes: never },
    delete: { run: (keys) => objects.delete(keys), writes: always },
  };
  const commit = new GroupCommit(db, calls, file);
  return { run: (requests) => commit.run(requests), close: () => db.close() };
});
