import { expect, it } from 'vitest';
import { systemRandom } from '#adapters/system/system-random.ts';
import { queueModel } from '#ports/queue.model.ts';
import { MemoryQueue } from './memory-queue.ts';
import { VirtualClock } from './virtual-clock.ts';

queueModel(
  'MemoryQueue',
  async () => {
    const clock = new VirtualClock();
    const queue = new MemoryQueue({ clock, random: systemRandom });
    return { queue, clock, dispose: () => Promise.resolve() };
  },
  { runs: 500 },
);

it('MemoryQueue, as the model showed, takes no notice of a dedup id on a standard queue', async () => {
  const queue = new MemoryQueue({ clock: new VirtualClock(), random: systemRandom });
  await queue.create('q');
  const ids = await queue.send(
    'q',
    ['a', 'b'].map((body) => ({ body, dedup_id: 'one' })),
  );
  expect(new Set(ids).size).toBe(2);
  expect((await queue.counts('q')).ready).toBe(2);
});
