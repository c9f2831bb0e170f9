import { describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { queueSuite } from '#ports/queue.suite.ts';
import { MemoryQueue } from './memory-queue.ts';
import { VirtualClock } from './virtual-clock.ts';

queueSuite(
  'MemoryQueue',
  async () => ({
    queue: new MemoryQueue({ clock: systemClock, random: systemRandom }),
    dispose: () => Promise.resolve(),
  }),
  { tells_oldest: true },
);

describe('MemoryQueue on a virtual clock', () => {
  const Q = 'q';
  async function world(name = Q) {
    const clock = new VirtualClock();
    const queue = new MemoryQueue({ clock, random: systemRandom });
    await queue.create(name);
    const take = async (max = 10): Promise<string[]> =>
      (await queue.receive(name, { max, wait_ms: 0, visibility_ms: 1000 })).map(({ body }) => body);
    return { clock, queue, take };
  }

  it('ends a visibility and a delay at their millisecond', async () => {
    const { clock, queue, take } = await world();
    await queue.send(Q, [{ body: 'a' }, { body: 'b', delay_ms: 2000 }]);
    expect(await take()).toEqual(['a']);
    await clock.advance(999);
    expect(await take()).toEqual([]);
    await clock.advance(1);
    expect(await take()).toEqual(['a']);
    await clock.advance(999);
    expect(await take()).toEqual([]);
    expect(await queue.counts(Q)).toMatchObject({ ready: 0, delayed: 1, in_flight: 1 });
    await clock.advance(1);
    expect(await take()).toEqual(['a', 'b']);
  });

  it('ends a long poll at its millisecond, or when a hidden message is there', async () => {
    const { clock, queue } = await world();
    const poll = queue.receive(Q, { max: 1, wait_ms: 500, visibility_ms: 1000 });
    await clock.advance(500);
    expect(await poll).toEqual([]);
    await queue.send(Q, [{ body: 'a', delay_ms: 300 }]);
    const started_ms = clock.monotonic();
    const next = clock.run(queue.receive(Q, { max: 1, wait_ms: 500, visibility_ms: 1000 }));
    expect(await next).toMatchObject([{ body: 'a' }]);
    expect(clock.monotonic() - started_ms).toBe(300);
  });

  it('knows a dedup id for five minutes, and no longer', async () => {
    const name = 'q.fifo';
    const { clock, queue, take } = await world(name);
    const send = (body: string) => queue.send(name, [{ body, group: body, dedup_id: 'one' }]);
    const first = await send('a');
    await clock.advance(299_999);
    expect(await send('b')).toEqual(first);
    await clock.advance(1);
    expect(await send('c')).not.toEqual(first);
    expect(await take()).toEqual(['a', 'c']);
  });

  it('shares a receive evenly, and goes on with the group that is next', async () => {
    const { queue, take } = await world();
    const messages = (group: string, count: number) =>
      Array.from({ length: count }, (_, n) => ({ body: `${group}${n}`, group }));
    await queue.send(Q, [...messages('a', 9), ...messages('b', 2), ...messages('c', 9)]);
    expect(await take(2)).toEqual(['a0', 'b0']);
    expect(await take(5)).toEqual(['c0', 'c1', 'a1', 'a2', 'b1']);
    expect(await take(3)).toEqual(['c2', 'c3', 'a3']);
  });

  it('refuses names that SQS would refuse', async () => {
    const { queue } = await world();
    await expect(queue.create('a.b')).rejects.toMatchObject({ code: 'bad_name' });
  });
});
