import { expect, it } from 'vitest';
import type { FoundSearch } from '#core/searches/index-searches.ts';
import { countedSearch } from './counted-search.ts';

interface Request {
  readonly index?: string;
  readonly indexes?: readonly string[];
  readonly query: string;
  readonly offset: number;
  readonly analytics?: boolean;
}

const ANSWER = {
  total: 2,
  corrected: 'tides',
  hits: [
    { url: 'https://a.gov/1', index: 'a' },
    { url: 'https://b.gov/1', index: 'b' },
  ],
  shards: { total: 2, answered: 1 },
  timings: { router_ms: 4.5 },
};

function counting(answer: () => Partial<typeof ANSWER> = () => ANSWER) {
  const noted: [string, FoundSearch][] = [];
  const log = { note: (index: string, found: FoundSearch) => void noted.push([index, found]) };
  const given = async () => ({ ...ANSWER, ...answer() });
  const search = countedSearch<Request, typeof ANSWER>(given, log);
  return { search, noted };
}

it('a search counts for its index, as it was answered', async () => {
  const { search, noted } = counting(() => ({ hits: [{ url: 'https://a.gov/1', index: 'a' }] }));
  await search({ index: 'a', query: 'tieds', offset: 10 });
  await search({ index: 'a', query: 'tieds', offset: 0, analytics: false });
  const found = {
    query: 'tieds',
    total: 2,
    partial: true,
    corrected: true,
    took_ms: 4.5,
    urls: ['https://a.gov/1'],
  };
  expect(noted).toEqual([
    ['a', { ...found, offset: 10, counted: true }],
    ['a', { ...found, offset: 0, counted: false }],
  ]);
});

it('one of several counts for each, with the hits of each at their places', async () => {
  const { search, noted } = counting();
  await search({ indexes: ['a', 'b'], query: 'tides', offset: 0 });
  expect(noted.map(([index, { urls }]) => [index, urls])).toEqual([
    ['a', ['https://a.gov/1', '']],
    ['b', ['', 'https://b.gov/1']],
  ]);
});

it('one that fails is not counted', async () => {
  const { search, noted } = counting(() => {
    throw new Error('no shard answered');
  });
  await expect(search({ index: 'a', query: 'tides', offset: 0 })).rejects.toThrow('no shard');
  expect(noted).toEqual([]);
});
