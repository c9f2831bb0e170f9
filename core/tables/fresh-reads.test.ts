import { expect, test } from 'vitest';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { FreshReads } from './fresh-reads.ts';

const BOUNDS = { fresh_ms: 1000, most: 2 };

/** Reads that answer how many there were, and the clock they go by. */
function counting() {
  const clock = new VirtualClock();
  const reads = new FreshReads<string>(clock, BOUNDS);
  let asked = 0;
  const get = (key: string): Promise<string> =>
    reads.get(key, () => Promise.resolve(`${key}${(asked += 1)}`));
  return { clock, reads, get };
}

test('all who ask while it is fresh get what was read, and later ones what is read then', async () => {
  const { clock, get } = counting();
  expect(await Promise.all([get('a'), get('a'), get('b')])).toEqual(['a1', 'a1', 'b2']);
  await clock.advance(BOUNDS.fresh_ms - 1);
  expect(await get('a')).toBe('a1');
  await clock.advance(1);
  expect(await get('a')).toBe('a3');
});

test('what was read first is forgotten when there are too many', async () => {
  const { get } = counting();
  for (const key of ['a', 'b', 'c']) await get(key);
  expect([await get('b'), await get('c'), await get('a')]).toEqual(['b2', 'c3', 'a4']);
});

test('a read that fails is told to all who wait for it, and forgotten', async () => {
  const { reads, get } = counting();
  const failing = (): Promise<string> => Promise.reject(new Error('the table is away'));
  const waiting = [reads.get('a', failing), get('a')];
  for (const one of waiting) await expect(one).rejects.toThrow('the table is away');
  expect(await get('a')).toBe('a1');
});

test('one that fails late does not take away what was read since', async () => {
  const { clock, reads, get } = counting();
  let fail = (): void => undefined;
  const slow = reads.get('a', () => new Promise((_, reject) => (fail = () => reject(new Error('late')))));
  await clock.advance(BOUNDS.fresh_ms);
  expect(await get('a')).toBe('a1');
  fail();
  await expect(slow).rejects.toThrow('late');
  expect(await get('a')).toBe('a1');
});
