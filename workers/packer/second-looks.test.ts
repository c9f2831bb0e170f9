import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import { pageKey } from '#core/crawl/url.ts';
import { openCrawl } from '#core/tables/crawls.ts';
import { closeUrl, frontierRows, openUrls } from '#core/tables/frontier.ts';
import { readPages } from '#core/tables/pages.ts';
import type { Message } from '#messages/registry.ts';
import { SecondLooks } from './second-looks.ts';
import { UNHEARD } from './testing/handling.ts';

const ORIGIN = 'https://site.gov';
const INDEXED: Outcome = { kind: 'indexed', reason: 'answered 200' };
const GONE: Outcome = { kind: 'gone', status: 404, reason: 'answered 404' };
const QUIET: Outcome = { kind: 'refused', by: 'noindex', reason: 'the page asks not to be indexed' };
const alias = (of: string): Outcome => ({ kind: 'alias', of: ORIGIN + of, reason: '' });
const redirect = (to: string): Outcome => ({ kind: 'redirected', to: ORIGIN + to, reason: '' });

type Ends = Readonly<Record<string, Outcome>>;

function pageOf(path: string, isPresent: boolean, outcome: Outcome = GONE) {
  const url = ORIGIN + path;
  const state = isPresent ? 'present' : 'absent';
  const visit = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
  return { pk: 'made', sk: pageKey(url), url, state, origin: 'crawl', fetched_at_ms: 1, outcome, ...visit };
}

/** A crawl whose URLs are closed so; what it indexed is in the index, and `present`. */
async function closedCrawl(
  ends: Ends,
  own_urls: Ends | Readonly<Record<string, string>> = {},
  present: readonly string[] = [],
) {
  const table = new MemoryTable();
  const start = { crawl_id: 'made.1', index: 'made', site: 'site.gov', scheme: 'https', path: '/' } as const;
  const limits = { depth: 9, pages: 99 };
  const crawl = await openCrawl(table, { ...start, domains: ['site.gov'], limits }, 0);
  for (const [path, outcome] of Object.entries(ends)) {
    const url = ORIGIN + path;
    await openUrls(table, crawl.sk, [{ url, depth: 0, parent: '' }]);
    const named = own_urls[path];
    const own_url = typeof named === 'string' ? { own_url: ORIGIN + named } : {};
    await closeUrl(table, crawl.sk, url, { outcome, attempts: 1, links: 0, ...own_url });
  }
  const paths = [...new Set([...Object.keys(ends), ...present])];
  const isThere = (path: string): boolean => present.includes(path) || ends[path]?.kind === 'indexed';
  const rows = paths.map((path) => pageOf(path, isThere(path), ends[path]));
  await table.insertNew('pages', rows);
  const sent: Message[] = [];
  /** The paths that a look opens, each with how. */
  const look = async (): Promise<Record<string, string>> => {
    const send = async (...messages: readonly Message[]): Promise<void> => void sent.push(...messages);
    const looks = new SecondLooks({ table }, crawl, { ...UNHEARD, send });
    const seen = await Array.fromAsync(looks.through(frontierRows(table, crawl.sk, false)));
    expect(seen).toHaveLength(Object.keys(ends).length);
    const open = await Array.fromAsync(frontierRows(table, crawl.sk, true));
    expect(open).toHaveLength(looks.opened);
    return Object.fromEntries(open.map(({ url, again = '' }) => [url.slice(ORIGIN.length), again]));
  };
  const inIndex = async (): Promise<string[]> => {
    const pages = await readPages(
      table,
      'made',
      rows.map(({ sk }) => sk),
    );
    return pages.flatMap((page) => (page?.state === 'present' ? [page.url.slice(ORIGIN.length)] : []));
  };
  return { table, look, inIndex, sent };
}

it.each<[string, Ends, Record<string, string>]>([
  ['of a page', { '/a': alias('/b'), '/b': INDEXED }, {}],
  ['of a page that asks not to be indexed', { '/a': alias('/b'), '/b': QUIET }, {}],
  ['of what is gone', { '/a': alias('/b'), '/b': GONE }, { '/a': 'itself' }],
  ['of what the crawl does not know', { '/a': alias('/b') }, { '/a': 'itself' }],
  ['that leads back by a redirect', { '/a': alias('/a/'), '/a/': redirect('/a') }, { '/a': 'itself' }],
  ['of an alias of what is gone', { '/a': alias('/b'), '/b': alias('/c'), '/c': GONE }, { '/b': 'itself' }],
  ['of each other', { '/c': alias('/a'), '/a': alias('/b'), '/b': alias('/c') }, { '/a': 'itself' }],
  [
    'by a redirect without an end',
    { '/a': alias('/b'), '/b': redirect('/c'), '/c': redirect('/b') },
    { '/a': 'itself' },
  ],
  ['of a URL that is cleaned', { '/a': alias('/b?utm_source=x'), '/b': INDEXED }, {}],
])('an alias %s is read as the page that it is only where that is no page', async (_, ends, opened) => {
  const { look, sent } = await closedCrawl(ends);
  expect(await look()).toEqual(opened);
  expect(sent.map(({ type }) => type)).toEqual(Object.keys(opened).flatMap(() => ['index', 'crawl']));
});

it('an alias of a page that a limit kept out of the crawl is one if that is in the index', async () => {
  const { look, inIndex } = await closedCrawl({ '/a': alias('/b') }, {}, ['/a', '/b']);
  expect(await look()).toEqual({});
  expect(await inIndex()).toEqual(['/b']);
});

it('an alias leaves the index when what it leads to is known to be a page, and not before', async () => {
  const ends = { '/a': alias('/b'), '/b': INDEXED, '/c': alias('/d'), '/d': GONE };
  const { look, inIndex } = await closedCrawl(ends, {}, ['/a', '/b', '/c']);
  await look();
  expect(await inIndex()).toEqual(['/b', '/c']);
});

it('a page that was read as the page that it is becomes an alias when the URL that it names is one', async () => {
  const ends = { '/a': INDEXED, '/b': INDEXED, '/c': INDEXED, '/d': GONE };
  const { look } = await closedCrawl(ends, { '/a': '/b', '/c': '/d' });
  expect(await look()).toEqual({ '/a': 'alias' });
});

it('an alias of a page that another crawl has found gone since is read as the page that it is', async () => {
  const { table, look } = await closedCrawl({ '/a': alias('/b'), '/b': INDEXED });
  await table.update(
    'pages',
    { pk: 'made', sk: pageKey(`${ORIGIN}/b`) },
    { set: { state: 'absent', outcome: GONE } },
  );
  expect(await look()).toEqual({ '/a': 'itself' });
});

it.each<[string, Ends, Outcome, Record<string, string>]>([
  ['to a page', { '/b': GONE, '/c': INDEXED }, alias('/c'), {}],
  ['to a page that the crawl does not know', { '/b': GONE }, redirect('/known'), {}],
  ['to what is gone', { '/b': GONE, '/c': GONE }, redirect('/c'), { '/a': 'itself' }],
  ['back to it', { '/b': GONE }, redirect('/a'), { '/a': 'itself' }],
  ['from what the crawl does not know', { '/c': INDEXED }, redirect('/c'), {}],
])('an alias leads on where another crawl has found since: %s', async (_, ends, since, opened) => {
  const { table, look } = await closedCrawl({ '/a': alias('/b'), ...ends }, {}, ['/b', '/known']);
  const key = { pk: 'made', sk: pageKey(`${ORIGIN}/b`) };
  await table.update('pages', key, { set: { state: 'absent', outcome: since } });
  expect(await look()).toEqual(opened);
});

it('no URL is opened for the second time, whatever comes of it', async () => {
  const { table, look } = await closedCrawl({ '/a': alias('/b'), '/b': GONE });
  expect(await look()).toEqual({ '/a': 'itself' });
  const end = { outcome: alias('/b'), attempts: 1, links: 0 };
  expect(await closeUrl(table, 'made.1', `${ORIGIN}/a`, end)).toBe(false);
  expect(await closeUrl(table, 'made.1', `${ORIGIN}/a`, end, 'itself')).toBe(true);
  expect(await look()).toEqual({});
});
