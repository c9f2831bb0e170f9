/**
 * A process that writes for ever and says on standard output what was acknowledged: `node writer.ts <kind> <data>
 * <name> [count]`. The tests kill it at any moment.
 */
import { tell } from './tell.ts';
import { Readable } from 'node:stream';
import { FileObjectStore } from '#adapters/embedded/file-object-store.ts';
import { SqliteQueue } from '#adapters/embedded/sqlite-queue.ts';
import { SqliteTable } from '#adapters/embedded/sqlite-table.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { SystemScratch } from '#adapters/system/system-scratch.ts';
import { isWriterKind, objectBody, QUEUE, type WriterKind } from './written.ts';

const [kind = '', data = '', name = '', count = 'Infinity'] = process.argv.slice(2);

const open = {
  queue: () => {
    const queue = new SqliteQueue({ data, clock: systemClock, random: systemRandom });
    return {
      close: () => queue.close(),
      write: (id: string) => queue.send(QUEUE, [{ body: id, group: id.slice(-1) }]),
    };
  },
  table: () => {
    const table = new SqliteTable({ data });
    return {
      close: () => table.close(),
      write: (id: string) => table.put('pages', { pk: name, sk: id, id }, { sk: undefined }),
    };
  },
  objects: () => {
    const store = new FileObjectStore({ data });
    return { close: () => store.close(), write: (id: string) => store.put(`${name}/${id}`, objectBody(id)) };
  },
  scratch: () => {
    const folder = new SystemScratch({ data }).claim('crash');
    return {
      close: async () => (await folder).release(),
      write: async (id: string) => (await folder).write(id, Readable.from([objectBody(id)])),
    };
  },
} satisfies Record<WriterKind, () => { close(): Promise<void>; write(id: string): Promise<unknown> }>;

if (!isWriterKind(kind)) throw new Error(`"${kind}" is nothing to write to`);
const { write, close } = open[kind]();
let next = 0;

async function writeOn(): Promise<void> {
  while (next < Number(count)) {
    const id = `${name}-${next++}`;
    await write(id);
    // Not console.log: it must be out of this process before anything else happens.
    tell(`${id}\n`);
  }
}

// One by one when they are counted, several at a time otherwise, so that groups of all sizes are committed.
await Promise.all(Array.from({ length: count === 'Infinity' ? 8 : 1 }, writeOn));
await close();
