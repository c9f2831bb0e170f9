import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { type ModelledSystem, queueModel } from '#ports/queue.model.ts';
import { inTurn } from '#ports/testing/in-turn.ts';
import { SqliteQueue } from './sqlite-queue.ts';

/** @param processes that use the queues, each with a thread and a connection of its own, one after another. */
async function make(processes = 1): Promise<ModelledSystem> {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-queue-model-'));
  const clock = new VirtualClock();
  const open = () => new SqliteQueue({ data, clock, random: systemRandom });
  const first = open();
  const others = Array.from({ length: processes - 1 }, open);
  return {
    queue: inTurn(first, ...others),
    clock,
    dispose: async () => {
      await Promise.all([first, ...others].map((queue) => queue.close()));
      await rm(data, { recursive: true });
    },
  };
}

queueModel('SqliteQueue', make, { runs: 70 });

queueModel('SqliteQueue in the hands of three processes', () => make(3), {
  runs: 25,
  gaps: {
    'groups are served in turn': 'each process goes its own round, which is fair to all of them together',
  },
});

describe('SqliteQueue, as the model showed,', () => {
  let system: ModelledSystem;
  beforeAll(async () => {
    system = await make();
  });
  afterAll(() => system.dispose());

  it('has no receipt for a message that nobody has received', async () => {
    const { queue } = system;
    await queue.create('q');
    await queue.send('q', [{ body: 'a' }, { body: 'b' }]);
    const [first] = await queue.receive('q', { max: 1, wait_ms: 0, visibility_ms: 1000 });
    const [seq] = first?.receipt.split('.') ?? [];
    const next = `${Number(seq) + 1}.0`;
    await queue.extend('q', [next], 1000);
    await queue.delete('q', [next]);
    expect(await queue.counts('q')).toMatchObject({ ready: 1, in_flight: 1 });
  });

  it('shows the front of each FIFO group in a peek, however little it may show', async () => {
    const { queue } = system;
    await queue.create('q.fifo');
    await queue.send('q.fifo', [
      { body: 'b1', group: 'b', dedup_id: '1' },
      { body: 'b2', group: 'b', dedup_id: '2' },
      { body: 'a1', group: 'a', dedup_id: '3' },
    ]);
    const shown = async (max: number) => (await queue.peek('q.fifo', max)).map(({ body }) => body);
    expect(await shown(1)).not.toEqual(['b2']);
    expect(await shown(2)).toEqual(['b1', 'a1']);
    expect(await shown(3)).toEqual(['b1', 'b2', 'a1']);
  });
});
