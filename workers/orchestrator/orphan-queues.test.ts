import { describe, expect, it } from 'vitest';
import { MemoryQueue } from '#adapters/memory/memory-queue.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import type { QueueCounts } from '#ports/queue.ts';
import { queueNames } from '#runtime/queue-names.ts';
import { OrphanQueues } from './orphan-queues.ts';

const LIVE = 'sitepack-searcher-a';
const DEAD = `${LIVE}-dead`;
const PATIENCE_MS = 20_000;

/** Counts as SQS may have them: those of a while ago. */
class LaggingQueue extends MemoryQueue {
  lags = false;
  listed: string[] = [];

  override async counts(queue: string): Promise<QueueCounts> {
    const counts = await super.counts(queue);
    return this.lags ? { ready: 0, delayed: 0, in_flight: 0 } : counts;
  }

  override async list(prefix: string): Promise<string[]> {
    return [...new Set([...(await super.list(prefix)), ...this.listed])];
  }
}

async function world() {
  const clock = new VirtualClock();
  const queue = new LaggingQueue({ clock, random: new CountingRandom() });
  const control = { hasSearcher: () => false };
  const orphans = new OrphanQueues({ queue, clock, control, names: queueNames('sitepack') }, PATIENCE_MS);
  await queue.create(DEAD);
  await orphans.look();
  await clock.advance(PATIENCE_MS);
  /** Looks every ten seconds. */
  const lookFor = async (ms: number): Promise<string[]> => {
    const removed: string[] = [];
    for (let passed = 0; passed <= ms; passed += 10_000) {
      removed.push(...(await orphans.look()));
      await clock.advance(10_000);
    }
    return removed;
  };
  return { clock, queue, lookFor };
}

describe('queues of searchers that are gone', () => {
  it('go at once, and those of dead letters when they were empty for longer than counts lag', async () => {
    const { queue, lookFor } = await world();
    expect(await lookFor(60_000)).toEqual([]);
    expect(await lookFor(0)).toEqual([DEAD]);
    expect(await queue.list('')).toEqual([]);
  });

  it('keep a letter that is not counted yet', async () => {
    const { queue, lookFor } = await world();
    queue.lags = true;
    await queue.send(DEAD, [{ body: 'poison' }]);
    expect(await lookFor(120_000)).toEqual([]);
  });

  it('keep a letter that came between the looks, though it is in the hands of another at the last', async () => {
    const { queue, lookFor } = await world();
    await lookFor(30_000);
    await queue.send(DEAD, [{ body: 'poison' }]);
    await lookFor(0);
    queue.lags = true;
    await queue.receive(DEAD, { max: 1, wait_ms: 0, visibility_ms: 60_000 });
    expect(await lookFor(50_000)).toEqual([]);
  });

  it('are passed over when they are only listed still', async () => {
    const { queue, lookFor } = await world();
    await queue.remove(DEAD);
    queue.listed = [DEAD];
    await queue.create(LIVE);
    await lookFor(0);
    expect(await lookFor(PATIENCE_MS)).toEqual([LIVE]);
  });
});
