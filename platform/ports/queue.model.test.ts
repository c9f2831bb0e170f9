import { expect, it } from 'vitest';
import { MemoryQueue } from '#adapters/memory/memory-queue.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { compareWithModel } from './queue.model.ts';
import { BROKEN_QUEUES } from './testing/broken-queues.ts';
import { GroupTurns } from './testing/group-turns.ts';

it.each(Object.entries(BROKEN_QUEUES))('the model of Queue does not allow that %s', async (_, breakIt) => {
  const clock = new VirtualClock();
  const queue = breakIt(new MemoryQueue({ clock, random: systemRandom }));
  // The first failure is enough: none is made shorter.
  const parameters = { seed: 1, numRuns: 300, endOnFailure: true };
  await expect(compareWithModel({ queue, clock }, {}, parameters)).rejects.toThrow('Property failed');
});

it('a group that is served twice while another waits is told', () => {
  const turns = new GroupTurns();
  const ready = new Set(['a', 'b', 'c']);
  turns.served(ready, new Set(['a']), 1);
  turns.served(ready, new Set(['b']), 1);
  expect(() => turns.served(ready, new Set(['a']), 1)).toThrow('while "c" waits');
});

it('a group that has nothing to give for a time waits anew', () => {
  const turns = new GroupTurns();
  turns.served(new Set(['a', 'b']), new Set(['a']), 1);
  turns.served(new Set(['c']), new Set(['c']), 1);
  turns.served(new Set(['a', 'b']), new Set(['a']), 1);
  expect(() => turns.served(new Set(['a', 'b']), new Set(['a']), 1)).toThrow('while "b" waits');
});

it('a receive that could serve more groups is told', () => {
  const turns = new GroupTurns();
  expect(() => turns.served(new Set(['a', 'b']), new Set(['a']), 2)).toThrow('groups served');
});
