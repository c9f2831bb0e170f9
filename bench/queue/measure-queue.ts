/** Entry of a process that cycles messages (send, receive, delete) through the embedded queue and through plain SQLite. */
import { SqliteQueue } from '#adapters/embedded/sqlite-queue.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { MAX_BATCH, type Queue } from '#ports/queue.ts';
import { type Comparison, compareStores } from '../compare-stores.ts';
import type { SectionResult } from '../figure.ts';
import { serveJob } from '../serve-job.ts';
import { storesInput } from '../stores-input.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { openRawQueue } from './raw-queue.ts';

const BATCHES = [1, 10, 100];
const IN_FLIGHT = 8;
const VISIBILITY_MS = 60_000;
/** As long as a `crawl` message. */
const BODY = JSON.stringify({
  type: 'crawl',
  site: 'site.gov',
  path: `/${'a'.repeat(80)}.html`,
  crawl_id: `site.gov.${'b'.repeat(36)}`,
});

await serveJob(storesInput, async (options): Promise<SectionResult> => {
  await using folder = await temporaryFolder('queue');
  await using queue = new SqliteQueue({ data: folder.path, clock: systemClock, random: systemRandom });
  using raw = openRawQueue(folder.path);
  await queue.create('bench');
  const comparisons = BATCHES.map((batch): Comparison => ({
    name: `cycle, ${batch} a batch`,
    unit: 'messages/s',
    sitepack: { in_flight: IN_FLIGHT, step: () => cycle(queue, batch) },
    raw: () => raw.cycle(BODY, batch),
  }));
  return {
    about: `send, receive and delete, each on the disk before it is acknowledged; embedded with ${IN_FLIGHT} cycles in flight`,
    ...(await compareStores(comparisons, options)),
    skipped: [],
  };
});

/** Every lane takes as many as it sent, so that none ever finds the queue empty. */
async function cycle(queue: Queue, batch: number): Promise<number> {
  await queue.send(
    'bench',
    Array.from({ length: batch }, () => ({ body: BODY })),
  );
  const receives = Array.from({ length: Math.ceil(batch / MAX_BATCH) }, () =>
    take(queue, Math.min(batch, MAX_BATCH)),
  );
  const receipts = (await Promise.all(receives)).flat();
  await queue.delete('bench', receipts);
  return receipts.length;
}

async function take(queue: Queue, max: number): Promise<string[]> {
  const received = await queue.receive('bench', { max, wait_ms: 0, visibility_ms: VISIBILITY_MS });
  return received.map(({ receipt }) => receipt);
}
