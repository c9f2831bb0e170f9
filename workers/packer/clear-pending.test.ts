import { expect, test } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { pageKey } from '#core/crawl/url.ts';
import { PENDING, type Page, readPage } from '#core/tables/pages.ts';
import { clearPending } from './clear-pending.ts';
import type { PackerDeps } from './worker.ts';

const index = 'made';

/** The mark of a page, read by hand, after what waits was cleared in an index that has no version. */
async function markWithoutVersion(fields: {
  readonly state: Page['state'];
  readonly content_hash?: string;
}): Promise<string | undefined> {
  const clock = new VirtualClock();
  const table = new MemoryTable();
  const url = 'https://site.gov/';
  const key = { pk: index, sk: pageKey(url) };
  const visit = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
  await table.put('pages', { ...key, url, mark: PENDING, origin: 'client', ...visit, ...fields });
  // Without a version no pack is read.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const deps = { table, clock, objects: new MemoryObjects({ clock }) } as unknown as PackerDeps;
  await clearPending(deps, index, undefined, new AbortController().signal);
  return (await readPage(table, index, key.sk))?.mark;
}

test('a page that was gone before its index had a version waits for nothing', async () => {
  expect(await markWithoutVersion({ state: 'absent' })).toBeUndefined();
  expect(await markWithoutVersion({ state: 'absent', content_hash: 'a'.repeat(64) })).toBeUndefined();
});

test('a page that came in while its index was packed, and one that could not be read, wait on without a version', async () => {
  expect(await markWithoutVersion({ state: 'present', content_hash: 'a'.repeat(64) })).toBe(PENDING);
  expect(await markWithoutVersion({ state: 'unknown' })).toBe(PENDING);
});

test('a page that was read again since it was looked at waits on, though it is as it was', async () => {
  const clock = new VirtualClock();
  const key = { pk: index, sk: pageKey('https://site.gov/') };
  const row = {
    ...key,
    url: 'https://site.gov/',
    mark: PENDING,
    state: 'absent',
    origin: 'client',
    visit_for: '',
    attempts: 1,
    failures: 0,
    visit_owner: '',
    visit_until_ms: 0,
    fetched_at_ms: 1,
  };
  const table = new (class extends MemoryTable {
    override async update(...args: Parameters<MemoryTable['update']>): ReturnType<MemoryTable['update']> {
      await this.put('pages', { ...row, fetched_at_ms: 2 });
      return super.update(...args);
    }
  })();
  await table.put('pages', row);
  // Without a version no pack is read.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const deps = { table, clock, objects: new MemoryObjects({ clock }) } as unknown as PackerDeps;
  await clearPending(deps, index, undefined, new AbortController().signal);
  expect((await readPage(table, index, key.sk))?.mark).toBe(PENDING);
});
