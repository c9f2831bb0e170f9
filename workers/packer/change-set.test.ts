import { expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { PENDING } from '#core/tables/pages.ts';
import { changeSet } from './change-set.ts';
import { URLS, crampedPacker } from './testing/cramped-packer.ts';
import { UNHEARD } from './testing/handling.ts';

/** Pages of which there is nothing in the packs, and is to be nothing: more than are held in memory at once. */
const ABSENT = 520;
const [gone = ''] = URLS;

/** Disk that the pages and what is staged of them take, in packs. */
const OTHER_FILES = 0.7;

/** Compares many pages of all shards, of which one is to go. */
async function compared(packs: number) {
  using packer = await crampedPacker(packs + OTHER_FILES);
  const { deps, shards, objects } = packer;
  const visit = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
  const absent = Array.from({ length: ABSENT }, (_, n) => `https://site.gov/absent/${n}`);
  for (const url of [gone, ...absent])
    await deps.table.put('pages', {
      ...visit,
      pk: 'made',
      sk: pageKey(url),
      url,
      origin: 'crawl',
      state: 'absent',
      mark: PENDING,
    });
  const base = { index: 'made', shards, crawls: [], held: undefined, graph: undefined, settled: undefined };
  await using changes = await changeSet(deps, { ...base, shrunk_share: 1 }, UNHEARD);
  const left = (await deps.scratch.list()).map(({ name }) => name);
  return {
    lost: [...changes.lost.values()],
    touched: [...changes.touched.keys()],
    fetched: objects.streamed.length,
    pages_files: left.filter((name) => name.startsWith('pages-')).length,
  };
}

it.each([3, 1])(
  'pages of all shards are compared with each pack once, where packs have room: %i',
  async (packs) => {
    expect(await compared(packs)).toEqual({
      lost: [{ unknown: 1 }],
      touched: ['0-of-3'],
      fetched: 3,
      pages_files: 0,
    });
  },
);
