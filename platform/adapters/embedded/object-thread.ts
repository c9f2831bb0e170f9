/** Entry of the thread that writes and reads the files of {@link FileObjectStore}. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { ObjectOperations } from './object-operations.ts';
import { ObjectWriter } from './object-writer.ts';
import { syncFolder } from './open-database.ts';
import { PartialFiles } from './partial-files.ts';
import { serveBatches } from './serve-batches.ts';

if (parentPort === null) throw new Error('object-thread.ts runs in a worker thread only');
const { root, partial_root }: { root: string; partial_root: string } = workerData;

serveBatches(parentPort, root, () => {
  mkdirSync(root, { recursive: true });
  syncFolder(path.dirname(root));
  const partials = new PartialFiles(partial_root);
  const operations = new ObjectOperations(root, new ObjectWriter(root, partials), partials);
  return { run: (requests) => operations.run(requests), close: () => partials.close() };
});
