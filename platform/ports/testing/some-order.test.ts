import { describe, expect, it } from 'vitest';
import { someOrder } from './some-order.ts';

/** Whether swaps of one register, in this order, answer what was read. */
const swaps =
  (writes: readonly string[], read: readonly string[], end: string) =>
  (order: readonly number[]): Promise<boolean> => {
    let register = '';
    for (const n of order) {
      if (read[n] !== register) return Promise.resolve(false);
      register = writes[n] ?? '';
    }
    return Promise.resolve(order.length < writes.length || register === end);
  };

describe('an order that explains what operations did at once', () => {
  it('is found when there is one', async () => {
    expect(await someOrder(3, swaps(['a', 'b', 'c'], ['c', 'a', ''], 'b'))).toEqual([2, 0, 1]);
  });

  it('is not found when two have won', async () => {
    expect(await someOrder(2, swaps(['a', 'b'], ['', ''], 'b'))).toBeUndefined();
  });

  it('is not found when another than the last has stayed', async () => {
    expect(await someOrder(2, swaps(['a', 'b'], ['', 'a'], 'a'))).toBeUndefined();
  });
});
