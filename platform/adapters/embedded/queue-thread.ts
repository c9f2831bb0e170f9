/** Entry of the thread that holds `queues.sqlite` for {@link SqliteQueue}. */
import { parentPort, workerData } from 'node:worker_threads';
import { GroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { QueueOperations } from './queue-operations.ts';
import { QUEUE_FORMAT, QUEUE_SCHEMA } from './queue-schema.ts';
import { QueueWatch } from './queue-watch.ts';
import { serveBatches } from './serve-batches.ts';
import type { QueueCalls } from './queue-calls.ts';
import type { Outbound } from './thread-protocol.ts';

if (parentPort === null) throw new Error('queue-thread.ts runs in a worker thread only');
const port = parentPort;
const { file }: { file: string } = workerData;

serveBatches(port, file, () => {
  const db = openDatabase(file, QUEUE_SCHEMA, QUEUE_FORMAT);
  const queue = new QueueOperations(db);
  const watch = new QueueWatch(
    db,
    (input) => queue.front(input),
    (notice) => port.postMessage({ notice } satisfies Outbound),
  );
  const always = (): boolean => true;
  const never = (): boolean => false;
  const calls: {
    readonly [Name in keyof QueueCalls]: { run: QueueCalls[Name]; writes(input: never): boolean };
  } = {
    create: { run: (name) => queue.create(name), writes: always },
    remove: { run: (name) => queue.remove(name), writes: always },
    list: { run: (prefix) => queue.list(prefix), writes: never },
    send: { run: (input) => queue.send(input), writes: always },
    // An empty poll must not take the lock from those who have something to write.
    receive: { run: (input) => queue.receive(input), writes: (input) => queue.front(input).ready },
    extend: { run: (input) => queue.extend(input), writes: always },
    delete: { run: (input) => queue.delete(input), writes: always },
    counts: { run: (input) => queue.counts(input), writes: never },
    peek: { run: (input) => queue.peek(input), writes: never },
    watch: { run: (input) => watch.watch(input), writes: never },
  };
  const commit = new GroupCommit(db, calls, file);
  return {
    run: (requests) => commit.run(requests),
    close: () => {
      watch.stop();
      db.close();
    },
  };
});
