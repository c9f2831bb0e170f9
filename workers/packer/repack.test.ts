import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { pageKey } from '#core/crawl/url.ts';
import type { Message } from '#messages/registry.ts';
import { repack } from './repack.ts';
import { UNHEARD } from './testing/handling.ts';

const HASH = 'a'.repeat(64);

/** Rows of the pages `/0`, `/1` and so on of an index. */
async function pages(count: number, fields: Record<string, unknown> = {}): Promise<MemoryTable> {
  const table = new MemoryTable();
  for (let n = 0; n < count; n += 1) {
    const url = `https://site.gov/${n}`;
    await table.put('pages', {
      pk: 'made',
      sk: pageKey(url),
      url,
      origin: 'crawl',
      state: 'present',
      content_hash: HASH,
      visit_for: '',
      attempts: 1,
      failures: 0,
      visit_owner: '',
      visit_until_ms: 0,
      ...fields,
    });
  }
  return table;
}

/** Handles a `repack` and those that it posts. @returns what was posted beside them, and how many there were. */
async function handle(table: MemoryTable): Promise<{ posted: Message[]; repacks: number }> {
  const posted: Message[] = [];
  let repacks = 0;
  let next: Message | undefined = { type: 'repack', index: 'made' };
  while (next?.type === 'repack') {
    const message: Message & { type: 'repack' } = next;
    next = undefined;
    repacks += 1;
    const send = async (...messages: readonly Message[]): Promise<void> => {
      for (const each of messages) {
        if (each.type === 'repack') next = each;
        else posted.push(each);
      }
    };
    await repack({ table, settings: { crawl_timeout_s: 10 } })(message, { ...UNHEARD, send });
  }
  return { posted, repacks };
}

it('has each page of the index read anew, once, some thousands for a message', async () => {
  const { posted, repacks } = await handle(await pages(5200));
  expect(repacks).toBe(2);
  const read = posted.filter(({ type }) => type === 'index');
  expect(new Set(read.map((message) => ('path' in message ? message.path : ''))).size).toBe(5200);
  expect(read).toHaveLength(5200);
  expect(posted[0]).toMatchObject({ type: 'index', site: 'site.gov', index: 'made', reread: true });
});

it('has the whole index packed when its sites are quiet again', async () => {
  const { posted } = await handle(await pages(3));
  expect(posted.filter(({ type }) => type !== 'index')).toMatchObject([
    { type: 'start_timer', site: 'site.gov', index: 'made', callback_msg: { type: 'pack_full' } },
  ]);
});

it('leaves pages alone that are not in the index', async () => {
  const gone = { state: 'absent', outcome: { kind: 'gone', status: 404, reason: 'answered 404' } };
  expect(await handle(await pages(3, gone))).toEqual({ posted: [], repacks: 1 });
});
