import { expect, test } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { pageKey } from '#core/crawl/url.ts';
import { type Page, isLost, readPage } from '#core/tables/pages.ts';
import type { Message } from '#messages/registry.ts';
import { readAnew } from './read-anew.ts';
import type { PackerDeps } from './worker.ts';

const url = 'https://site.gov/a?b=c';
const page = {
  pk: 'made',
  sk: pageKey(url),
  url,
  origin: 'crawl',
  state: 'present',
  content_hash: 'a'.repeat(64),
  outcome: { kind: 'indexed', reason: 'answered 200' },
  fetched_at_ms: 1,
  visit_for: '',
  attempts: 1,
  failures: 0,
  visit_owner: '',
  visit_until_ms: 0,
} as const;

/** Has a packed page read anew, by what a packer knew of its row. */
async function readingAnew(known: Page) {
  const table = new MemoryTable();
  await table.put('pages', page);
  const sent: Message[] = [];
  // Only the table is asked.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const deps = { table } as unknown as PackerDeps;
  await readAnew(deps, known, { send: async (...messages) => void sent.push(...messages) });
  return { sent, row: await readPage(table, page.pk, page.sk) };
}

test('a page whose content is lost is asked for, and waits as one that is lost until it is read', async () => {
  const { sent, row } = await readingAnew(page);
  const where = { site: 'site.gov', scheme: 'https', path: '/a?b=c', index: 'made' };
  expect(sent).toEqual([{ type: 'index', ...where }]);
  expect(row).toMatchObject({ state: 'unknown', mark: 'pending', fetched_at_ms: 1 });
  expect(row && isLost(row)).toBe(true);
  expect(row?.content_hash).toBeUndefined();
});

test('a page that has other content by now is left as it is', async () => {
  const { sent, row } = await readingAnew({ ...page, content_hash: 'b'.repeat(64) });
  expect(sent).toEqual([]);
  expect(row).toEqual(page);
});
