/** A process that receives and deletes until it is told to end, and says what it had: `node receiver.ts <data>`. */
import { tell } from './tell.ts';
import { SqliteQueue } from '#adapters/embedded/sqlite-queue.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { QUEUE } from './written.ts';

const [data = ''] = process.argv.slice(2);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
await using queue = new SqliteQueue({ data, clock: systemClock, random: systemRandom });

while (!stop.signal.aborted) {
  const got = await queue.receive(QUEUE, {
    max: 10,
    wait_ms: 20_000,
    visibility_ms: 600_000,
    signal: stop.signal,
  });
  if (got.length === 0) continue;
  tell(got.map(({ body }) => `${body}\n`).join(''));
  await queue.delete(
    QUEUE,
    got.map((message) => message.receipt),
  );
}
