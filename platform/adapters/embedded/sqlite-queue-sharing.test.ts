import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import type { Clock } from '#ports/clock.ts';
import { QueueMissing, type Received } from '#ports/queue.ts';
import { SqliteQueue } from './sqlite-queue.ts';

let data: string;
let opened: SqliteQueue[];

/** A queue of its own thread and connection on the same folder, as another process has it. */
function openQueue(clock: Clock = systemClock): SqliteQueue {
  const queue = new SqliteQueue({ data, clock, random: systemRandom });
  opened.push(queue);
  return queue;
}

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'sitepack-sharing-'));
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((queue) => queue.close()));
  await rm(data, { recursive: true });
});

const take = (queue: SqliteQueue, wait_ms: number, visibility_ms = 600_000): Promise<Received[]> =>
  queue.receive('q', { max: 10, wait_ms, visibility_ms });

test('a long poll notices what another process sends, soon', async () => {
  const [here, there] = [openQueue(), openQueue()];
  await here.create('q');
  for (let n = 0; n < 3; n++) {
    const poll = take(here, 10_000);
    await systemClock.sleep(80);
    const sent = performance.now();
    await there.send('q', [{ body: String(n) }]);
    expect((await poll)[0]?.body).toBe(String(n));
    // Long before the poll would have looked by itself.
    expect(performance.now() - sent).toBeLessThan(5000);
  }
});

test('a long poll notices that a message of another process is due, or due sooner', async () => {
  const [here, there] = [openQueue(), openQueue()];
  await here.create('q');
  await there.send('q', [{ body: 'late', delay_ms: 60_000 }]);
  const poll = take(here, 10_000);
  await systemClock.sleep(30);
  await there.send('q', [{ body: 'soon', delay_ms: 100 }]);
  expect((await poll).map((message) => message.body)).toEqual(['soon']);
});

test('a long poll learns that its queue is gone', async () => {
  const [here, there] = [openQueue(), openQueue()];
  await here.create('q');
  const poll = take(here, 10_000);
  await systemClock.sleep(30);
  await there.remove('q');
  await expect(poll).rejects.toThrow(QueueMissing);
});

test('a close ends long polls with nothing, and refuses what comes after', async () => {
  const queue = openQueue();
  await queue.create('q');
  const polls = [take(queue, 60_000), take(queue, 60_000)];
  await systemClock.sleep(30);
  const sent = queue.send('other', []);
  await queue.close();
  expect((await Promise.all(polls)).flat()).toEqual([]);
  expect(await sent).toEqual([]);
  await expect(queue.counts('q')).rejects.toMatchObject({ code: 'store_closed' });
  await expect(take(queue, 60_000), 'empty, and who polls would spin').rejects.toMatchObject({
    code: 'store_closed',
  });
});

test('delay, visibility and dedup go by the clock that the queue was given', async () => {
  let ahead_ms = 0;
  const queue = openQueue({ ...systemClock, now: () => Date.now() + ahead_ms });
  await queue.create('q');
  await queue.send('q', [{ body: 'a', delay_ms: 900_000 }]);
  expect(await take(queue, 0)).toEqual([]);
  ahead_ms += 900_001;
  expect(await take(queue, 0, 43_200_000)).toHaveLength(1);
  ahead_ms += 43_200_001;
  expect(await take(queue, 0)).toMatchObject([{ receive_count: 2 }]);

  await queue.create('q.fifo');
  const once = { body: 'b', group: 'g', dedup_id: 'd' };
  const [id] = await queue.send('q.fifo', [once]);
  expect(await queue.send('q.fifo', [once])).toEqual([id]);
  ahead_ms += 300_001;
  expect(await queue.send('q.fifo', [once])).not.toEqual([id]);
  expect((await queue.counts('q.fifo')).ready).toBe(2);
});

test('many groups are served evenly, the rest of a batch by those that have more', async () => {
  const queue = openQueue();
  await queue.create('q');
  await queue.send('q', [
    ...Array.from({ length: 100 }, (_, n) => ({ body: `big ${n}`, group: 'big' })),
    ...Array.from({ length: 2 }, (_, n) => ({ body: `small ${n}`, group: 'small' })),
  ]);
  const first = (await take(queue, 0)).map((message) => message.body);
  expect(first).toHaveLength(10);
  expect(first).toContain('small 1');
  for (let n = 0; n < 8; n++) expect(first).toContain(`big ${n}`);
});

test('a name that SQS would not take is refused', async () => {
  const queue = openQueue();
  for (const name of ['', 'a b', 'a/b', '.fifo', 'x'.repeat(81)]) {
    await expect(queue.create(name)).rejects.toMatchObject({ code: 'bad_name' });
  }
});

test('a poll that is just asking when a delayed message is sent hears when it is due', async () => {
  const queue = openQueue();
  await queue.create('q');
  for (let n = 0; n < 20; n++) {
    const polled = queue.receive('q', { max: 1, wait_ms: 20_000, visibility_ms: 60_000 });
    await queue.send('q', [{ body: `b${n}`, delay_ms: 5 }]);
    const [received] = await polled;
    expect(received?.body).toBe(`b${n}`);
    await queue.delete('q', [received?.receipt ?? '']);
  }
}, 10_000);
