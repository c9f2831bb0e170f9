import { expect, test } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { contentKey } from '#core/crawl/content.ts';
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

test('of a page that was given up with its host, or that a rule keeps out, nothing is kept, of one that fails by itself everything', async () => {
  const failed = { kind: 'failed', code: 'timeout', reason: 'no answer' };
  const ruled_out = { kind: 'refused', by: 'rule', reason: 'excluded' };
  const hash = 'a'.repeat(64);
  const left = async (given_up: boolean, outcome: Readonly<Record<string, string>> = failed) => {
    const clock = new VirtualClock();
    const [table, objects] = [new MemoryTable(), new MemoryObjects({ clock })];
    const key = { pk: index, sk: pageKey('https://site.gov/') };
    const visit = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
    const failing = { since_ms: 0, visits: 3, given_up };
    const row = {
      ...key,
      url: 'https://site.gov/',
      mark: PENDING,
      state: 'absent',
      origin: 'crawl',
      ...visit,
    };
    await table.put('pages', { ...row, content_hash: hash, etag: '"1"', outcome, failing });
    await objects.put(contentKey(index, key.sk, hash), Buffer.from('{}'));
    await clock.advance(3_600_000);
    // Without a version no pack is read.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const deps = { table, clock, objects } as unknown as PackerDeps;
    await clearPending(deps, index, undefined, new AbortController().signal);
    const page = await readPage(table, index, key.sk);
    const stored = (await objects.head(contentKey(index, key.sk, hash))) !== undefined;
    return { hash: page?.content_hash, etag: page?.etag, failing: page?.failing, stored };
  };
  const failing = { since_ms: 0, visits: 3 };
  const down = { ...failed, code: 'connection_failed' };
  expect(await left(true, down)).toMatchObject({ stored: false, failing: { ...failing, given_up: true } });
  expect(await left(true, down)).toMatchObject({ hash: undefined, etag: undefined });
  expect(await left(true), 'its links lead on').toMatchObject({ hash, etag: '"1"', stored: true });
  expect(await left(false, ruled_out)).toMatchObject({ hash: undefined, etag: undefined, stored: false });
  expect(await left(false)).toMatchObject({ hash, etag: '"1"', stored: true });
});
