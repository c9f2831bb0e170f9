import { describe, expect, it, vi } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { InlineCompute } from '#adapters/system/inline-compute.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { readPage } from '#core/tables/pages.ts';
import { readContent } from './content.ts';
import type { Outcome } from './outcome.ts';
import { packRaw, rawKey } from './raw.ts';
import { readBy } from './read-by.ts';
import { tasks } from './read-tasks.ts';
import { Rereader } from './rereader.ts';
import { pageKey } from './url.ts';

const URL = 'https://site.gov/';
const KEY = pageKey(URL);
const INDEXED: Outcome = { kind: 'indexed', reason: 'answered 200' };
const OLD = 'a'.repeat(64);
const never = new AbortController().signal;

/** A page that was read by other rules: its content has another hash than reading would give it now. */
async function stored({ html = '<h1>Title</h1><p>Text', outcome = INDEXED, state = 'present' } = {}) {
  const clock = new VirtualClock();
  const table = new MemoryTable();
  const objects = new MemoryObjects({ clock });
  const ports = { table, objects, clock, random: new CountingRandom(), compute: new InlineCompute(tasks) };
  const rereader = new Rereader(ports, { user_agent: 'Sitepack/1 (+mailto:a@b.c)', visit_ms: 30_000 });
  const headers = { 'content-type': 'text/html' };
  const raw = packRaw({ url: URL, status: 200, headers, body: Buffer.from(html) });
  await objects.put(rawKey('made', KEY), raw);
  const row = {
    url: URL,
    origin: 'crawl',
    state,
    content_hash: OLD,
    outcome,
    fetched_at_ms: 5,
    etag: '"1"',
    crawl_id: 'made.1',
    visit_for: 'made.1',
    attempts: 1,
    failures: 0,
    visit_owner: '',
    visit_until_ms: 0,
  };
  await table.put('pages', { pk: 'made', sk: KEY, ...row });
  const reread = () => rereader.reread({ index: 'made', url: URL }, never);
  const page = () => readPage(table, 'made', KEY);
  return { table, objects, reread, page };
}

describe('a page that is read anew from what is stored of it', () => {
  it('waits to be packed with what comes out, fetched as long ago as it was', async () => {
    const { objects, reread, page } = await stored();
    expect(await reread()).toEqual({ kind: 'changed' });
    const after = await page();
    expect(after).toMatchObject({
      mark: 'pending',
      state: 'present',
      outcome: INDEXED,
      superseded: [OLD],
      read_by: readBy(undefined),
      fetched_at_ms: 5,
      etag: '"1"',
      crawl_id: 'made.1',
      visit_owner: '',
      attempts: 1,
    });
    expect(after === undefined ? undefined : await readContent(objects, after)).toMatchObject({
      title: 'Title',
    });
  });

  it('stays as it is when it comes out the same', async () => {
    const { table, reread, page } = await stored();
    await reread();
    await table.update('pages', { pk: 'made', sk: KEY }, { remove: ['mark'] });
    expect(await reread()).toEqual({ kind: 'same' });
    expect((await page())?.mark).toBeUndefined();
  });

  it('leaves the index when it asks for that, and comes back when it does not', async () => {
    const noindex = '<meta name=robots content=noindex><h1>Title</h1>';
    const leaving = await stored({ html: noindex });
    expect(await leaving.reread()).toEqual({ kind: 'changed' });
    expect(await leaving.page()).toMatchObject({
      state: 'absent',
      mark: 'pending',
      outcome: { kind: 'refused', by: 'noindex' },
    });
    const refused: Outcome = { kind: 'refused', by: 'noindex', reason: 'it asked' };
    const coming = await stored({ outcome: refused, state: 'absent' });
    expect(await coming.reread()).toEqual({ kind: 'changed' });
    expect(await coming.page()).toMatchObject({ state: 'present', mark: 'pending' });
  });

  it.each<[string, Outcome]>([
    ['is gone', { kind: 'gone', status: 404, reason: 'answered 404' }],
    ['points elsewhere', { kind: 'redirected', to: 'https://site.gov/b', reason: 'answered 301' }],
    ['is not linked to any more', { kind: 'unreached', reason: 'nothing leads there' }],
  ])('stays out of the index when it %s', async (_, outcome) => {
    const { reread, page } = await stored({ outcome, state: 'absent' });
    const before = await page();
    expect(await reread()).toMatchObject({ kind: 'kept' });
    expect(await page()).toEqual(before);
  });

  it('stays as it is when what is stored of it is missing or damaged', async () => {
    const { objects, reread, page } = await stored();
    const before = await page();
    await objects.put(rawKey('made', KEY), Buffer.from('no zstd'));
    expect(await reread()).toEqual({ kind: 'kept', reason: 'what is stored of it is damaged' });
    await objects.delete([rawKey('made', KEY)]);
    expect(await reread()).toEqual({ kind: 'kept', reason: 'nothing is stored of it' });
    expect(await page()).toMatchObject({ ...before, visit_for: '', visit_until_ms: expect.any(Number) });
  });

  it('is read once more when what is stored of it was damaged on its way', async () => {
    const { objects, reread } = await stored();
    const get = vi.spyOn(objects, 'get').mockResolvedValueOnce(Buffer.from('no zstd'));
    expect(await reread()).toEqual({ kind: 'changed' });
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('waits for a visit that is under way', async () => {
    const { table, reread } = await stored();
    const visit = { visit_owner: 'other', visit_until_ms: Number.MAX_SAFE_INTEGER };
    await table.update('pages', { pk: 'made', sk: KEY }, { set: visit });
    expect(await reread()).toMatchObject({ kind: 'busy' });
  });

  it('writes nothing over what another wrote meanwhile', async () => {
    const { table, objects, reread, page } = await stored();
    interfere(objects, () => table.update('pages', { pk: 'made', sk: KEY }, { set: { visit_owner: 'b' } }));
    expect(await reread()).toMatchObject({ kind: 'busy' });
    expect((await page())?.content_hash).toBe(OLD);
  });

  it('leaves nothing of an index that was deleted meanwhile', async () => {
    const { table, objects, reread, page } = await stored();
    interfere(objects, () => table.delete('pages', { pk: 'made', sk: KEY }));
    expect(await reread()).toMatchObject({ kind: 'busy' });
    expect(await page()).toBeUndefined();
    expect((await objects.list('content/')).objects).toEqual([]);
  });
});

/** Does something else right after the next object was stored. */
function interfere(objects: MemoryObjects, act: () => Promise<unknown>): void {
  const put = objects.put.bind(objects);
  objects.put = async (...args) => {
    const bytes = await put(...args);
    await act();
    return bytes;
  };
}
