/** Entry of the thread that holds `queues.sqlite` for {@link SqliteQueue}. */
import { parentPort, workerData } from 'node:worker_threads';
import { GroupCommit, type Operation } from './group-commit.ts';
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
  const write = { writes: () => true };
  // A message whose receive or delete is forgotten is delivered once more, as any may be.
  const forgettable = { ...write, forgettable: true };
  const read = { writes: () => false, forgettable: true };
  const calls: {
    readonly [Name in keyof QueueCalls]: Omit<Operation, 'run'> & { run: QueueCalls[Name] };
  } = {
    create: { ...write, run: (name) => queue.create(name) },
    remove: { ...write, run: (name) => queue.remove(name) },
    list: { ...read, run: (prefix) => queue.list(prefix) },
    send: { ...write, run: (input) => queue.send(input) },
    // An empty poll must not take the lock from those who have something to write.
    receive: {
      ...forgettable,
      run: (input) => queue.receive(input),
      writes: (input: Parameters<QueueCalls['receive']>[0]) => queue.front(input).ready,
    },
    extend: { ...forgettable, run: (input) => queue.extend(input) },
    delete: { ...forgettable, run: (input) => queue.delete(input) },
    counts: { ...read, run: (input) => queue.counts(input) },
    peek: { ...read, run: (input) => queue.peek(input) },
    watch: { ...read, run: (input) => watch.watch(input) },
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
