import { expect, test } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { readConfig } from '#config';
import type { ShardSearch } from '#ports/peer.ts';
import { searchService } from './search-service.ts';

const request: ShardSearch = {
  index: 'site.gov',
  pack: 'a'.repeat(64),
  query: 'x',
  limit: 10,
  details_from: 0,
};

/** A service whose queries fail with an error, after telling that they began. */
function failingWith(failure: Error, onBegin: () => void) {
  const run = () => {
    onBegin();
    return Promise.reject(failure);
  };
  return searchService(
    { use: (_index, _pack, query) => query('site.pack') },
    {
      queries: { run, broadcast: () => Promise.resolve(), close: () => Promise.resolve() },
      clock: systemClock,
      settings: { ...readConfig({}), concurrency: 4 },
    },
  );
}

test('a query that fails is an error of the searcher', async () => {
  const service = failingWith(new Error('torn'), () => {});
  await expect(service.search(request, new AbortController().signal)).rejects.toMatchObject({
    code: 'failed',
    message: 'torn',
  });
});

test('a search given up by who asked is none', async () => {
  const client = new AbortController();
  const gone = new Error('gone');
  const service = failingWith(gone, () => client.abort());
  await expect(service.search(request, client.signal)).rejects.toBe(gone);
  await expect(service.details({ ...request, ids: ['a'] }, client.signal)).rejects.toBe(gone);
});
