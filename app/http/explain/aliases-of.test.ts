import { expect, it } from 'vitest';
import type { Outcome } from '#core/crawl/outcome.ts';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import { embedded } from '../../../test/embedded.ts';
import { aliasesOf } from './aliases-of.ts';

const SITE = 'https://site.gov';
const READ: Outcome = { kind: 'indexed', reason: 'answered 200' };
const redirected = (to: string): Outcome => ({
  kind: 'redirected',
  to: SITE + to,
  status: 301,
  reason: 'answered 301',
});
const alias = (of: string): Outcome => ({ kind: 'alias', of: SITE + of, reason: 'rel=canonical' });

/** A crawl that came to this. */
async function crawled(outcomes: Readonly<Record<string, Outcome | null>>) {
  const ports = await embedded();
  const { table } = ports;
  const paths = Object.keys(outcomes);
  const found = paths.map((path) => ({ url: SITE + path, depth: 1, parent: `${SITE}/` }));
  await openUrls(table, 'site.1', found);
  for (const [path, outcome] of Object.entries(outcomes))
    if (outcome !== null) await closeUrl(table, 'site.1', SITE + path, { outcome, attempts: 1, links: 0 });
  return {
    of: async (path: string, most_rows = 10_000) => {
      const clean = (url: string) => url.replace('?utm_source=mail', '');
      const page = { crawl_id: 'site.1', url: SITE + path, clean };
      const { urls, ...rest } = await aliasesOf(table, page, most_rows);
      return { paths: urls.map((url) => url.slice(SITE.length)), ...rest };
    },
    [Symbol.asyncDispose]: () => ports[Symbol.asyncDispose](),
  };
}

it('URLs that redirect to a page or name it as their own are its aliases, over others too', async () => {
  await using crawl = await crawled({
    '/page': READ,
    '/other': READ,
    '/old': redirected('/page'),
    '/older': redirected('/old'),
    '/go': redirected('/page?utm_source=mail'),
    '/print': alias('/page'),
    '/else': alias('/other'),
    '/open': null,
    '/failed': { kind: 'failed', code: 'timeout', reason: 'no answer' },
  });
  const all = { more: false, all_looked_at: true };
  expect(await crawl.of('/page')).toEqual({ paths: ['/go', '/old', '/older', '/print'], ...all });
  expect(await crawl.of('/old')).toEqual({ paths: ['/older'], ...all });
  expect(await crawl.of('/never')).toEqual({ paths: [], ...all });
});

it('URLs that lead in a circle end there', async () => {
  await using crawl = await crawled({ '/a': redirected('/b'), '/b': redirected('/a'), '/page': READ });
  expect((await crawl.of('/page')).paths).toEqual([]);
  expect((await crawl.of('/a')).paths).toEqual(['/b']);
});

it('some are told of many, and it is said when not all URLs were looked at', async () => {
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`/${n}`, alias('/page')]));
  await using crawl = await crawled({ ...many, '/page': READ });
  const { paths, ...rest } = await crawl.of('/page');
  expect(paths).toHaveLength(100);
  expect(rest).toEqual({ more: true, all_looked_at: true });
  expect(await crawl.of('/page', 10)).toMatchObject({ more: false, all_looked_at: false });
});
