import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { UNSEEN } from './admin-state.ts';
import { type Show, tell } from './event-stream.ts';
import { AdminFeed, MOST_WATCHERS } from './feed.ts';

/** A feed whose looks are counted and numbered; `at_ms` of a state is its number. */
function countingFeed() {
  const clock = new VirtualClock();
  const counted = { looks: 0, refreshed: 0 };
  const source = {
    async look() {
      counted.looks += 1;
      return { ...UNSEEN, at_ms: counted.looks };
    },
    refresh() {
      counted.refreshed += 1;
    },
  };
  return { clock, counted, feed: new AdminFeed(source, clock) };
}

describe('the feed of the admin page', () => {
  it('does not look until somebody watches, and stops when the last one has left', async () => {
    const { clock, counted, feed } = countingFeed();
    await clock.advance(10_000);
    expect(counted.looks).toBe(0);
    const [one, two] = [feed.join(), feed.join()];
    await clock.advance(5000);
    const looks = counted.looks;
    expect(looks).toBeGreaterThanOrEqual(5);
    expect(looks).toBeLessThanOrEqual(8);
    one.end();
    await clock.advance(1000);
    expect(counted.looks).toBeGreaterThan(looks);
    two.end();
    await clock.settle();
    const last = counted.looks;
    await clock.advance(60_000);
    expect([counted.looks, feed.looking]).toEqual([last, false]);
  });

  it('looks again when somebody comes after that', async () => {
    const { clock, feed } = countingFeed();
    feed.join().end();
    await clock.advance(5000);
    const watcher = feed.join();
    expect(await clock.run(watcher.next(1000))).toMatchObject({ at_ms: expect.any(Number) });
    watcher.end();
  });

  it('shows a watcher that was slow what is newest, and nothing of before', async () => {
    const { clock, counted, feed } = countingFeed();
    const watcher = feed.join();
    await clock.advance(20_000);
    expect(await watcher.next(1000)).toMatchObject({ at_ms: counted.looks });
    watcher.end();
  });

  it('looks at once when something was changed', async () => {
    const { clock, counted, feed } = countingFeed();
    const watcher = feed.join();
    await clock.settle();
    const looks = counted.looks;
    feed.refresh();
    await clock.settle();
    expect(counted).toEqual({ looks: looks + 1, refreshed: 1 });
    watcher.end();
  });

  it('takes no more than 50 watchers, and another one when one has left', () => {
    const { feed } = countingFeed();
    const watchers = Array.from({ length: MOST_WATCHERS }, () => feed.join());
    expect(() => feed.join()).toThrow(expect.objectContaining({ code: 'too_many_watchers', status: 503 }));
    watchers[0]?.end();
    feed.join().end();
    feed.close();
    expect(feed.watchers).toBe(0);
  });

  it('ends every watcher when it closes, and who comes later at once', async () => {
    const { clock, feed } = countingFeed();
    const watcher = feed.join();
    await clock.run(watcher.next(1000));
    const next = watcher.next(60_000);
    feed.close();
    expect(await next).toBe('end');
    expect(await feed.join().next(60_000)).toBe('end');
  });
});

describe('a stream of events', () => {
  const show: Show = async ({ at_ms }) => ({ event: 'state', data: String(at_ms) });

  it('begins with when to come back, and goes on with what is seen', async () => {
    const { clock, feed } = countingFeed();
    const sent: unknown[] = [];
    const write = async (text: unknown) => void sent.push(text);
    const watcher = feed.join();
    const told = tell({ write, writeSSE: write }, watcher, show, clock);
    await clock.settle();
    expect(sent.slice(0, 2)).toEqual(['retry: 2000\n\n', { event: 'state', data: '1' }]);
    watcher.end();
    expect(await told).toBe('end');
  });

  it('gives a sign of life when there is nothing to tell', async () => {
    const clock = new VirtualClock();
    const feed = new AdminFeed({ look: () => new Promise(() => undefined), refresh: () => undefined }, clock);
    const sent: unknown[] = [];
    const write = async (text: unknown) => void sent.push(text);
    const watcher = feed.join();
    const told = tell({ write, writeSSE: write }, watcher, show, clock);
    await clock.advance(40_000);
    expect(sent).toEqual(['retry: 2000\n\n', ': \n\n', ': \n\n']);
    watcher.end();
    expect(await told).toBe('end');
  });

  it('sends away who does not take what is told', async () => {
    const { clock, feed } = countingFeed();
    const stuck = () => new Promise<never>(() => undefined);
    const watcher = feed.join();
    const told = tell({ write: async () => undefined, writeSSE: stuck }, watcher, show, clock);
    await clock.advance(15_000);
    expect(await told).toBe('slow');
    watcher.end();
  });
});
