import { assert, asyncProperty, integer } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import type { Clock } from '#ports/clock.ts';
import { type AcquireOptions, acquireLease } from './acquire-lease.ts';
import type { HeldLease } from './held-lease.ts';
import { CountingRandom } from './testing/counting-random.ts';
import { FaultyTable } from './testing/faulty-table.ts';

const LENGTH_MS = 9000;
const KEY = { pk: 'heads', sk: 'site.gov' };

function world() {
  const clock = new VirtualClock();
  const table = new FaultyTable();
  const random = new CountingRandom();
  const retries: unknown[] = [];
  const acquire = (owner: string, more: Partial<AcquireOptions> = {}) =>
    acquireLease({
      table,
      name: 'heads',
      key: KEY,
      fields: { owner: 'lease_owner', sequence: 'lease_sequence', fence: 'fence' },
      owner,
      length_ms: LENGTH_MS,
      clock,
      random,
      signal: new AbortController().signal,
      onRetry: (error) => retries.push(error),
      ...more,
    });
  return { clock, table, random, retries, acquire };
}

/** What became of a promise so far. */
function follow(promise: Promise<HeldLease | undefined>) {
  const state: { held?: HeldLease | undefined; done: boolean } = { done: false };
  const finished = promise.then((held) => {
    state.held = held;
    state.done = true;
    return state;
  });
  return { state, finished };
}

async function must(promise: Promise<HeldLease | undefined>): Promise<HeldLease> {
  const held = await promise;
  if (held === undefined) throw new Error('the lease was not taken');
  return held;
}

describe('a lease', () => {
  it('is taken at once where nobody holds it, and makes the row with its initial fields', async () => {
    const { table, acquire } = world();
    const held = await must(acquire('a', { initial: { version: 0 }, set: { endpoint: 'http://a' } }));
    expect(held.isHeld()).toBe(true);
    expect(held.fence).toBe(1);
    expect(await table.get('heads', KEY)).toMatchObject({
      version: 0,
      endpoint: 'http://a',
      lease_owner: held.owner,
      lease_sequence: 1,
      fence: 1,
    });
  });

  it('renews itself for as long as its holder lives, and nobody else gets it', async () => {
    const { clock, acquire } = world();
    const held = await must(acquire('a'));
    const other = follow(acquire('b'));
    await clock.advance(LENGTH_MS * 20);
    expect(held.isHeld()).toBe(true);
    expect(other.state.done).toBe(false);
  });

  it('goes to the next one at once when it is released, with a greater fence', async () => {
    const { clock, acquire } = world();
    const held = await must(acquire('a'));
    const other = follow(acquire('b'));
    await clock.advance(100);
    await held.release();
    expect(held.isHeld()).toBe(false);
    expect(held.lost.aborted).toBe(false);
    await clock.advance(LENGTH_MS / 4);
    expect(other.state.held?.fence).toBe(2);
  });

  it('goes to a watcher only after it stood still for its whole length', async () => {
    const { clock, table, acquire } = world();
    await table.put('heads', { ...KEY, lease_owner: 'dead', lease_sequence: 7, fence: 3 });
    const other = follow(acquire('b'));
    await clock.advance(LENGTH_MS - 1);
    expect(other.state.done).toBe(false);
    await clock.advance(1);
    expect(other.state.held?.fence).toBe(4);
  });

  it('starts the watch anew when the sequence moved', async () => {
    const { clock, table, acquire } = world();
    await table.put('heads', { ...KEY, lease_owner: 'slow', lease_sequence: 7, fence: 3 });
    const other = follow(acquire('b'));
    await clock.advance(LENGTH_MS - 10);
    await table.update('heads', KEY, { set: { lease_sequence: 8 } });
    await clock.advance(LENGTH_MS - 1);
    expect(other.state.done).toBe(false);
    await clock.advance(LENGTH_MS / 2);
    expect(other.state.held?.fence).toBe(4);
  });

  it('has one winner among many watchers', async () => {
    const { clock, table, acquire } = world();
    await table.put('heads', { ...KEY, lease_owner: 'dead', lease_sequence: 7, fence: 3 });
    const watchers = ['a', 'b', 'c', 'd', 'e'].map((owner) => follow(acquire(owner)));
    await clock.advance(LENGTH_MS * 5);
    expect(watchers.filter((watcher) => watcher.state.done)).toHaveLength(1);
  });

  it('is not believed any more by a holder that slept beyond it, who is told so', async () => {
    const { clock, acquire } = world();
    const asleep = new SleepyClock(clock, () => LENGTH_MS);
    const held = await must(acquire('a', { clock: asleep }));
    const other = follow(acquire('b'));
    await clock.advance(LENGTH_MS * 0.9);
    expect(held.isHeld()).toBe(false);
    await clock.advance(LENGTH_MS * 2);
    expect(held.lost.aborted).toBe(true);
    expect(held.lost.reason).toMatchObject({ code: 'lease_lost' });
    expect(() => held.assertHeld()).toThrow('could not be renewed in time');
    expect(other.state.held?.isHeld()).toBe(true);
  });

  it('is lost at once when the row says that another holds it', async () => {
    const { clock, table, acquire } = world();
    const held = await must(acquire('a'));
    await table.update('heads', KEY, { set: { lease_owner: 'thief', fence: 2 } });
    await clock.advance(LENGTH_MS / 3);
    expect(held.lost.reason).toMatchObject({ message: expect.stringContaining('"thief"') });
    await held.release();
    expect(await table.get('heads', KEY)).toMatchObject({ lease_owner: 'thief' });
  });

  it('is kept through failing renewals that end in time, and every failure is reported', async () => {
    const { clock, table, retries, acquire } = world();
    const held = await must(acquire('a'));
    table.fate = () => 'throws';
    await clock.advance(LENGTH_MS * 0.6);
    expect(retries.length).toBeGreaterThan(1);
    table.fate = () => 'done';
    await clock.advance(LENGTH_MS * 3);
    expect(held.isHeld()).toBe(true);
  });

  it('is lost, with the cause, when renewals fail for too long', async () => {
    const { clock, table, acquire } = world();
    const held = await must(acquire('a'));
    table.fate = () => 'throws';
    await clock.advance(LENGTH_MS);
    expect(held.lost.reason).toMatchObject({ cause: { message: 'the table could not be reached' } });
  });

  it('is lost in time while a renewal hangs', async () => {
    const { clock, table, acquire } = world();
    const held = await must(acquire('a'));
    table.delay = () => new Promise(() => undefined);
    await clock.advance(LENGTH_MS);
    expect(held.lost.aborted).toBe(true);
  });

  it('knows its own writes when only their answers were lost', async () => {
    const { clock, table, acquire } = world();
    table.fate = () => 'throws after';
    const held = await must(acquire('a'));
    await clock.advance(LENGTH_MS * 10);
    expect(held.isHeld()).toBe(true);
  });

  it('is given up by whoever has no more patience, and by whoever is told to stop', async () => {
    const { clock, acquire } = world();
    const stop = new AbortController();
    await must(acquire('a'));
    const impatient = follow(acquire('b', { patience_ms: 500 }));
    const stopped = follow(acquire('c', { signal: stop.signal }));
    await clock.advance(500);
    expect(impatient.state).toEqual({ done: true, held: undefined });
    stop.abort();
    expect(await stopped.finished).toEqual({ done: true, held: undefined });
  });

  it('is believed by one at a time, whatever sleeps and fails, and fences only grow', async () => {
    await assert(
      asyncProperty(integer({ min: 1 }), async (seed) => {
        const { clock, table, acquire } = world();
        const chance = chances(seed);
        table.fate = () => (chance() < 0.7 ? 'done' : chance() < 0.5 ? 'throws' : 'throws after');
        table.delay = () => clock.sleep(chance() ** 8 * LENGTH_MS * 2);
        const stop = new AbortController();
        const held: HeldLease[] = [];
        const compete = async (owner: string) => {
          const own = new SleepyClock(clock, () => chance() ** 12 * LENGTH_MS * 2);
          while (!stop.signal.aborted) {
            const lease = await acquire(owner, { clock: own, signal: stop.signal });
            if (lease === undefined) return;
            held.push(lease);
            await aborted(AbortSignal.any([lease.lost, stop.signal]));
          }
        };
        const competitors = ['a', 'b', 'c'].map(compete);
        for (let step = 0; step < 100; step++) {
          await clock.advance(LENGTH_MS / 4);
          expect(held.filter((lease) => lease.isHeld()).length).toBeLessThanOrEqual(1);
        }
        const fences = held.map((lease) => lease.fence);
        expect(fences.length).toBeGreaterThan(0);
        expect(new Set(fences).size).toBe(fences.length);
        stop.abort();
        await clock.advance(LENGTH_MS * 10);
        await Promise.all(competitors);
      }),
      { numRuns: 30 },
    );
  });
});

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** mulberry32: the same numbers for the same seed. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A clock whose owner wakes too late. */
class SleepyClock implements Clock {
  readonly #clock: Clock;
  readonly #more_ms: () => number;

  constructor(clock: Clock, more_ms: () => number) {
    this.#clock = clock;
    this.#more_ms = more_ms;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.sleep(ms + this.#more_ms(), signal);
  }
}
