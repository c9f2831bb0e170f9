import { expect, it } from 'vitest';
import { KeptBytes } from './kept-bytes.ts';

it('keeps what was asked for last, up to so many bytes, and nothing that is longer by itself', () => {
  const kept = new KeptBytes(10);
  const reads: number[] = [];
  const get = (number: number, length: number) =>
    kept.get(number, () => {
      reads.push(number);
      return new Uint8Array(length).fill(number);
    });
  for (const number of [1, 2, 1, 3]) expect(get(number, 4)).toEqual(new Uint8Array(4).fill(number));
  // The third did not fit beside the two others, of which the second was not asked for the longest.
  expect(reads).toEqual([1, 2, 3]);
  for (const number of [1, 3, 2]) get(number, 4);
  expect(reads).toEqual([1, 2, 3, 2]);
  for (const number of [9, 9, 2]) get(number, number === 9 ? 11 : 4);
  expect(reads).toEqual([1, 2, 3, 2, 9, 9]);
});
