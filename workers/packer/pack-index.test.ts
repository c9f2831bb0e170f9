import { expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { publish } from '#core/pack/publish.ts';
import { readHead } from '#core/tables/heads.ts';
import { PENDING, pageBatches } from '#core/tables/pages.ts';
import { dropHeld } from './drop-held.ts';
import { packIndex } from './pack-index.ts';
import { URLS, crampedPacker } from './testing/cramped-packer.ts';
import { UNHEARD } from './testing/handling.ts';
import { withLease } from './with-lease.ts';
import type { PackerDeps } from './worker.ts';

const INDEX = 'made';
const SHARDS = 3;
/** Pages of which there is nothing in the packs, and is to be nothing: far more than are held in memory at once. */
const ABSENT = Array.from({ length: 1020 }, (_, n) => `https://site.gov/absent/${n}`);
/** Disk on which one pack has room beside these, and what is staged of pages; and one on which packs can be built. */
const [CRAMPED, LARGE] = [2, 9];

/** A packer with a version of which no document may be lost. */
async function withVersion() {
  const packer = await crampedPacker(LARGE);
  const { table, settings, scratch } = packer.deps;
  const deps: PackerDeps = { ...packer.deps, settings: { ...settings, gate_lost_share: 0 } };
  const live = { shards: packer.shards, reason: 'made', created_at_ms: 0, weights: undefined };
  await withLease(deps, INDEX, UNHEARD.signal, (lease, head) => publish(deps, lease, head, live));
  const visit = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
  const row = { ...visit, pk: INDEX, origin: 'crawl', state: 'absent', mark: PENDING };
  return {
    deps,
    /** Pages are gone. */
    lose: (urls: readonly string[]) =>
      Promise.all(urls.map((url) => table.put('pages', { ...row, sk: pageKey(url), url }))),
    pack: (full: boolean, cramped = deps) => packIndex(cramped, { index: INDEX, full }, UNHEARD),
    /** Works on a disk that is empty and cramped. @returns how many packs were fetched. */
    fetched: async (work: (cramped: PackerDeps) => Promise<void>): Promise<number> => {
      for (const { name } of await scratch.list()) await scratch.remove(name);
      packer.objects.streamed.length = 0;
      await work({ ...deps, scratch: packer.diskFor(CRAMPED) });
      return packer.objects.streamed.length;
    },
    waiting: async () => (await Array.fromAsync(pageBatches(table, INDEX, true))).flat().length,
    head: () => readHead(table, INDEX),
    [Symbol.dispose]: () => packer[Symbol.dispose](),
  };
}

it.each([
  // To compare pages, and to clear marks.
  { full: false, times: 2 },
  // And to find near pages, as what is noted of them is not what was found: they have no rows.
  { full: true, times: 3 },
])('a packing, full: $full, fetches each pack $times times where one has room', async ({ full, times }) => {
  using index = await withVersion();
  await index.pack(true);
  await index.lose(ABSENT);
  const fetched = await index.fetched((cramped) => index.pack(full, cramped));
  expect(await index.waiting()).toBe(0);
  expect(fetched).toBeLessThanOrEqual(times * SHARDS);
});

it('a version that is held is dropped with each pack fetched once, and packed behind that, where one has room', async () => {
  using index = await withVersion();
  await index.lose([...URLS.slice(0, SHARDS), ...ABSENT]);
  await index.pack(false);
  expect(await index.head()).toMatchObject({ version: 1, held: { lost: SHARDS } });
  expect(await index.waiting()).toBe(SHARDS);
  await index.lose(ABSENT);
  const fetched = await index.fetched((cramped) =>
    dropHeld(cramped)({ type: 'drop_held', index: INDEX }, UNHEARD),
  );
  expect((await index.head())?.held).toBeUndefined();
  expect(await index.waiting()).toBe(0);
  // The packs that are held, and the live ones; then these to compare pages, and to clear marks.
  expect(fetched).toBeLessThanOrEqual((2 + 2) * SHARDS);
});
