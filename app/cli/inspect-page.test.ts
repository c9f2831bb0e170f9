import { expect, it } from 'vitest';
import { finishCrawl, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import { ensureIndex } from '#core/tables/indexes.ts';
import { embedded } from '../../test/embedded.ts';
import { findElsewhere, inspectPage } from './inspect-page.ts';

const PAGE = 'https://site.gov/news';

/** Two crawls of the index "site", of which the older one failed to read the page. */
async function twoCrawls() {
  const ports = await embedded();
  const { table } = ports;
  await ensureIndex(table, 'site', { shards: 1 }, 0);
  for (const id of ['site.1', 'site.2']) {
    const limits = { depth: 5, pages: 5 };
    const start = { crawl_id: id, index: 'site', site: 'site.gov', scheme: 'https', path: '/' } as const;
    await openCrawl(table, { ...start, domains: ['site.gov'], limits }, 0);
  }
  await openUrls(table, 'site.1', [{ url: PAGE, depth: 1, parent: 'https://site.gov/' }]);
  const outcome = { kind: 'failed', code: 'timeout', reason: 'no answer in time' } as const;
  await closeUrl(table, 'site.1', PAGE, { outcome, attempts: 3, links: 0 });
  const crawl = await readCrawl(table, 'site.1');
  if (crawl !== undefined) await finishCrawl(table, crawl, 0, 1);
  return ports;
}

it('a page is found in the crawl that tried it, though a later one did not come across it', async () => {
  await using ports = await twoCrawls();
  expect(await inspectPage(ports, PAGE, 'site')).toMatchObject([
    {
      index: 'site',
      page: null,
      crawl: { crawl_id: 'site.1', state: 'done', seen: { outcome: { kind: 'failed', code: 'timeout' } } },
    },
  ]);
  expect(await inspectPage(ports, 'https://site.gov/other', 'site')).toMatchObject([
    { page: null, crawl: { crawl_id: 'site.2', seen: null } },
  ]);
});

it('a page is found elsewhere by the other scheme, in any index', async () => {
  await using ports = await twoCrawls();
  expect(await findElsewhere(ports, 'http://site.gov/news')).toEqual([{ url: PAGE, index: 'site' }]);
  expect(await findElsewhere(ports, 'http://site.gov/other')).toEqual([]);
});
