import { describe, expect, it } from 'vitest';
import { clockSuite } from '#ports/clock.suite.ts';
import { VirtualClock } from './virtual-clock.ts';

const driven = new VirtualClock(Date.now());

clockSuite('VirtualClock, advanced for whoever sleeps,', {
  now: () => driven.now(),
  monotonic: () => driven.monotonic(),
  sleep: (ms, signal) => driven.run(driven.sleep(ms, signal)),
});

describe('a virtual clock', () => {
  it('stands still until it is advanced, and wakes sleepers in the order of their times', async () => {
    const clock = new VirtualClock(1000);
    const woken: string[] = [];
    const sleep = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push(`${name} at ${clock.now()}`);
    };
    const all = [sleep('late', 20), sleep('early', 10), sleep('as early', 10)];
    await clock.advance(9);
    expect(woken).toEqual([]);
    await clock.advance(11);
    await Promise.all(all);
    expect(woken).toEqual(['early at 1010', 'as early at 1010', 'late at 1020']);
  });

  it('passes as much time as some work needs, and says when time does not help', async () => {
    const clock = new VirtualClock();
    const work = async (): Promise<string> => {
      await clock.sleep(30);
      await clock.sleep(40);
      return 'done';
    };
    expect(await clock.run(work())).toBe('done');
    expect(clock.monotonic()).toBe(70);
    await expect(clock.run(new Promise(() => undefined))).rejects.toThrow('nobody sleeps');
    await expect(clock.run(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
