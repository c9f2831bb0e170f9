import { describe, expect, it } from 'vitest';
import type { SortKey } from '#ports/question.ts';
import { compareKeys, sortKey, sortOf } from './sort.ts';

describe('what to sort by', () => {
  it.each([
    ['date', { by: 'date', descending: true }],
    ['date:asc', { by: 'date', descending: false }],
    ['fields.price', { by: 'fields.price', descending: false }],
    ['fields.price:desc', { by: 'fields.price', descending: true }],
  ])('%s', (text, sort) => {
    expect(sortOf(text)).toEqual(sort);
  });

  it.each(['', 'size', 'site', 'date:up', 'date:asc:desc', 'fields.:asc'])('is not %j', (text) => {
    expect(sortOf(text)).toBeUndefined();
  });
});

it('numbers come before texts, and what has none comes last either way', () => {
  const keys: SortKey[] = [null, 'b', sortKey('10'), 'a', sortKey(' 9.5 '), sortKey('')];
  const sorted = (descending: boolean) => keys.toSorted((a, b) => compareKeys(a, b, { descending }));
  expect(sorted(false)).toEqual([9.5, 10, '', 'a', 'b', null]);
  expect(sorted(true)).toEqual(['b', 'a', '', 10, 9.5, null]);
});
