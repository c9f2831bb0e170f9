import { assert, array, asyncProperty, boolean, integer, record } from 'fast-check';
import { expect, it } from 'vitest';
import { readInBatches } from './read-in-batches.ts';

const { signal } = new AbortController();

it('all that is read is given in its order, in batches that hold no more than they may', async () => {
  const items = array(record({ chars: integer({ min: 0, max: 9 }), left_out: boolean() }), { maxLength: 60 });
  await assert(
    asyncProperty(
      items,
      integer({ min: 1, max: 20 }),
      integer({ min: 1, max: 30 }),
      async (all, most, most_chars) => {
        const read = async (item: (typeof all)[number]) => (item.left_out ? undefined : item);
        const batches = await Array.fromAsync(
          readInBatches(all, read, ({ chars }) => chars, { most, most_chars, signal }),
        );
        expect(batches.flat()).toEqual(all.filter(({ left_out }) => !left_out));
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(most);
          const before_last = batch.slice(0, -1).reduce((sum, { chars }) => sum + chars, 0);
          expect(before_last).toBeLessThan(most_chars);
        }
      },
    ),
  );
});

it('a few are read at once, and none further ahead while a batch is in hand', async () => {
  let begun = 0;
  const read = async (n: number): Promise<number> => ((begun += 1), n);
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  const ahead: number[] = [];
  for await (const [n = 0] of readInBatches(numbers, read, () => 1, { most: 1, most_chars: 9, signal }))
    ahead.push(begun - n);
  expect(Math.max(...ahead)).toBe(16);
  expect(ahead.at(-1)).toBe(1);
});

it('the first failure ends it, whatever becomes of what is read ahead', async () => {
  const read = async (n: number): Promise<number> => {
    if (n >= 3) throw new Error(`${n} cannot be read`);
    return n;
  };
  const batches = readInBatches([1, 2, 3, 4, 5], read, () => 1, { most: 9, most_chars: 9, signal });
  await expect(Array.fromAsync(batches)).rejects.toThrow('3 cannot be read');
});

it('nothing is read any more when the signal aborts', async () => {
  const stop = new AbortController();
  let begun = 0;
  const read = async (n: number): Promise<number> => {
    begun += 1;
    if (n === 3) stop.abort(new Error('stopped'));
    return n;
  };
  const bounds = { most: 9, most_chars: 9, signal: stop.signal };
  await expect(Array.fromAsync(readInBatches([1, 2, 3, 4, 5], read, () => 1, bounds))).rejects.toThrow(
    'stopped',
  );
  expect(begun).toBe(3);
});
