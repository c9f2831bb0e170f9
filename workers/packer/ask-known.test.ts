import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { pageKey } from '#core/crawl/url.ts';
import { Tallies } from '#core/crawl/tallies.ts';
import { admitPages } from '#core/tables/admitted.ts';
import { noteCut, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { closeUrl, frontierRows, openUrls } from '#core/tables/frontier.ts';
import { readLeftPages, writeLeftPages } from '#core/tables/left-pages.ts';
import { writeSettings } from '#core/tables/settings.ts';
import { readProgress } from '#core/tables/tallies.ts';
import type { Message } from '#messages/registry.ts';
import { RefusedLinks } from '../crawler/refused-links.ts';
import { asksForKnown } from './ask-known.ts';
import { endCrawls, overCrawls } from './over-crawls.ts';
import { UNHEARD } from './testing/handling.ts';
import { InterruptedInserts } from './testing/interrupted-inserts.ts';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';

const HOME = 'https://site.gov/';
const START = {
  crawl_id: 'made.1',
  index: 'made',
  site: 'site.gov',
  scheme: 'https',
  path: '/',
  domains: ['site.gov'],
} as const;
const url = (path: string): string => HOME + path;
const READ = { outcome: { kind: 'indexed', reason: 'answered 200' }, attempts: 1, links: 0 } as const;

interface Standing {
  /** Paths that the crawl before left. */
  readonly left?: readonly string[];
  readonly crowded?: boolean;
  /** Crawls in a row that had places kept. */
  readonly keeping?: number;
  /** Of those: pages that are gone by now. */
  readonly gone?: readonly string[];
  /** Pages that the crawl has read beside its start page. */
  readonly read?: readonly string[];
  readonly limits?: { depth: number; pages: number };
  readonly exclude?: string[];
  readonly table?: MemoryTable;
}

/** A crawl whose URLs are all closed, after one that left some pages to it. */
async function closedCrawl({
  left = ['a', 'b', 'c'],
  crowded = true,
  keeping = 0,
  gone = [],
  read = [],
  limits = { depth: 5, pages: 20 },
  exclude,
  table = new MemoryTable(),
}: Standing = {}) {
  const clock = new VirtualClock();
  if (left.length > 0) await writeLeftPages(table, 'made', START, { urls: left.map(url), crowded, keeping });
  const visit = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
  const before = { crawl_id: 'made.0', fetched_at_ms: clock.now() - 60_000, origin: 'crawl', ...visit };
  await table.insertNew(
    'pages',
    left.map((path) => {
      const state = gone.includes(path) ? 'absent' : 'present';
      return { pk: 'made', sk: pageKey(url(path)), url: url(path), state, ...before };
    }),
  );
  const unset = { revision: 0, settings: {} };
  if (exclude !== undefined) await writeSettings(table, 'made', { crawl: { exclude } }, unset);
  await openCrawl(table, { ...START, limits }, clock.now());
  const random = new CountingRandom();
  const granted = await admitPages(table, random, 'made.1', 100);
  const opened = [HOME, ...read.map(url)].map((one, n) => ({ url: one, depth: n === 0 ? 0 : 1, parent: '' }));
  await openUrls(table, 'made.1', opened);
  for (const one of opened) await closeUrl(table, 'made.1', one.url, READ);
  const sent: Message[] = [];
  const send = async (...messages: readonly Message[]): Promise<void> => void sent.push(...messages);
  const handling = { ...UNHEARD, send };
  const row = async () => {
    const crawl = await readCrawl(table, 'made.1');
    if (crawl === undefined) throw new Error('the crawl is gone');
    return crawl;
  };
  return {
    table,
    clock,
    random,
    sent,
    handling,
    row,
    /** Places that links had, beside that of the start page. */
    granted,
    cut: async () => noteCut(table, await row()),
    asks: async () => asksForKnown({ table, clock, random }, await row(), handling),
    open: async () => {
      const rows = await Array.fromAsync(frontierRows(table, 'made.1', true));
      return rows.map((one) => one.url.slice(HOME.length)).toSorted();
    },
  };
}

it('a crawl that was cut asks for the pages that the one before left, as far as it has kept places', async () => {
  const { cut, asks, open, sent, granted, row, table } = await closedCrawl();
  expect(granted).toBe(20 - 1 - 2);
  await cut();
  expect(await asks()).toBe(true);
  expect(await open()).toEqual(['a', 'b']);
  expect(sent.filter(({ type }) => type === 'index')).toMatchObject([{ known: true }, { known: true }]);
  expect(await row()).toMatchObject({ admitted: 20, places_kept: 2, known_asked: 2 });
  expect(sent.filter(({ type }) => type === 'crawl')).toMatchObject([
    { path: '/a', known: true, depth: 5 },
    { path: '/b', known: true, depth: 5 },
  ]);
  expect(await readProgress(table, 'made.1')).toMatchObject({ found: 2 });
  // Once in a crawl.
  expect(await asks()).toBe(false);
});

it.each<[string, Standing, string[]]>([
  ['those that it reached', { read: ['a'] }, ['b', 'c']],
  ['those that are gone by now', { gone: ['a'] }, ['b', 'c']],
  ['those that the rules of its index keep out', { exclude: ['/a'] }, ['b', 'c']],
  ['more than it has places for', { left: ['a'], limits: { depth: 5, pages: 1 } }, []],
])('a crawl does not ask for %s', async (_, standing, asked) => {
  const { cut, asks, open } = await closedCrawl(standing);
  await cut();
  expect(await asks()).toBe(asked.length > 0);
  expect(await open()).toEqual(asked);
});

it.each<[string, Standing]>([
  ['none were left', { left: [] }],
  ['the site may fit into the limit', { crowded: false }],
  ['four crawls in a row had some', { keeping: 4 }],
  ['it follows no links', { limits: { depth: 0, pages: 20 } }],
])('a crawl keeps no places when %s', async (_, standing) => {
  const { granted } = await closedCrawl(standing);
  expect(granted).toBe(19);
});

it('a crawl that saw the whole site, or that a limit has ended, asks for none', async () => {
  const whole = await closedCrawl();
  expect(await whole.asks()).toBe(false);
  const ended = await closedCrawl();
  await noteCut(ended.table, await ended.row(), 'seconds');
  expect(await ended.asks()).toBe(false);
});

it('a crawl that asks for known pages goes on, and leaves what it did not reach to the next when it ends', async () => {
  const { table, clock, random, cut, handling, open, sent } = await closedCrawl();
  await cut();
  expect(await overCrawls({ table, clock, random }, 'made', handling)).toEqual([]);
  for (const path of await open()) await closeUrl(table, 'made.1', url(path), READ);
  const over = await overCrawls({ table, clock, random }, 'made', handling);
  expect(over).toMatchObject([{ complete: false, summary: { counts: { found: 3 } } }]);
  expect(sent).toHaveLength(4);
  const objects = new MemoryObjects({ clock });
  const left = new Map([['made.1', { count: 7, urls: [url('c')] }]]);
  await endCrawls({ table, objects, clock }, over, { version: 1 }, { left });
  expect(await readLeftPages(table, 'made', START)).toMatchObject({ urls: [url('c')], crowded: false });
  const report = Buffer.from((await objects.get('reports/made.1.json')) ?? '').toString();
  expect(JSON.parse(report)).toMatchObject({ known_pages: { asked: 2, kept: 7 } });
});

it.each([
  ['known pages were kept places for all that was left out', { pages: 2 }, false],
  ['it left out more', { pages: 3 }, true],
])('a crawl says of the next whether links need the limit: %s', async (_, refused_links, crowded) => {
  const { table, clock, random, cut, handling } = await closedCrawl({ gone: ['a', 'b', 'c'] });
  await cut();
  const over = await overCrawls({ table, clock, random }, 'made', handling);
  const [one] = over;
  if (one === undefined) throw new Error('the crawl goes on');
  const summed = [{ ...one, summary: { ...one.summary, refused_links } }];
  const left = new Map([['made.1', { count: 1, urls: [url('c')] }]]);
  const objects = new MemoryObjects({ clock });
  await endCrawls({ table, objects, clock }, summed, { version: 1 }, { left });
  expect(await readLeftPages(table, 'made', START)).toMatchObject({ crowded });
});

it('a known page that a link opens meanwhile is read as what that led to, and leaves its place', async () => {
  const table = new InterruptedInserts();
  const { cut, asks, sent, row } = await closedCrawl({ table });
  await cut();
  table.before = async () =>
    void (await openUrls(table, 'made.1', [{ url: url('a'), depth: 2, parent: HOME }]));
  expect(await asks()).toBe(true);
  const messages = sent.filter(({ type }) => type === 'crawl');
  expect(messages).toMatchObject([
    { path: '/a', depth: 2 },
    { path: '/b', depth: 5, known: true },
  ]);
  expect(messages[0]).not.toHaveProperty('known');
  expect(await row()).toMatchObject({ admitted: 19 });
  expect(await readProgress(table, 'made.1')).toMatchObject({ found: 1 });
});

it('a known page whose opening had no answer that came through is asked for, and keeps its place', async () => {
  const table = new InterruptedInserts();
  const { cut, asks, sent, row } = await closedCrawl({ table });
  await cut();
  const own = { url: url('a'), depth: 5, parent: '', known: true };
  table.before = async () => void (await openUrls(table, 'made.1', [own]));
  expect(await asks()).toBe(true);
  expect(sent.filter(({ type }) => type === 'crawl')).toHaveLength(2);
  expect(await row()).toMatchObject({ admitted: 20 });
});

it('what could not be opened is not reported as asked for, and left to the next crawl', async () => {
  const table = new InterruptedInserts();
  const { clock, random, cut, asks, handling } = await closedCrawl({ table });
  await cut();
  table.before = () => Promise.reject(new Error('the table is down'));
  await expect(asks()).rejects.toThrow('the table is down');
  const over = await overCrawls({ table, clock, random }, 'made', handling);
  const objects = new MemoryObjects({ clock });
  const left = new Map([['made.1', { count: 3, urls: [url('a')] }]]);
  await endCrawls({ table, objects, clock }, over, { version: 1 }, { left });
  const report = Buffer.from((await objects.get('reports/made.1.json')) ?? '').toString();
  expect(JSON.parse(report)).toMatchObject({ counts: { found: 1 }, known_pages: { asked: 0, kept: 3 } });
  expect(await readLeftPages(table, 'made', START)).toMatchObject({ urls: [url('a')] });
});

it.each([
  ['met a site that is down', { blind: true, complete: false }, true],
  ['saw the whole site', { blind: false, complete: true }, false],
])('a crawl that %s and was not cut keeps what was left to it: %j', async (_, { blind, complete }, kept) => {
  const { table, clock, random, handling } = await closedCrawl();
  const [one] = await overCrawls({ table, clock, random }, 'made', handling);
  if (one === undefined) throw new Error('the crawl goes on');
  const ended = [{ ...one, complete, summary: { ...one.summary, blind } }];
  await endCrawls({ table, objects: new MemoryObjects({ clock }), clock }, ended, { version: 1 });
  expect((await readLeftPages(table, 'made', START)) !== undefined).toBe(kept);
});

it('of a site that fits, a crawl keeps no places in the end, though two crawlers count each link', async () => {
  const kept: number[] = [];
  let standing: Standing = {};
  while (kept.at(-1) !== 0 && kept.length < 9) {
    const { table, clock, random, cut, handling, row } = await closedCrawl({
      ...standing,
      gone: ['a', 'b', 'c'],
    });
    await cut();
    const { places_kept = 0 } = await row();
    kept.push(places_kept);
    // As many as places are kept, on pages that both read.
    const links = ['x', 'y'].slice(0, places_kept).map(url);
    for (const name of ['one', 'two']) {
      const tallies = new Tallies(table, name);
      new RefusedLinks(table, tallies).count('made.1', 'pages', links);
      const stop = new AbortController();
      const writing = tallies.keepWriting(clock, stop.signal);
      stop.abort();
      await writing;
    }
    const over = await overCrawls({ table, clock, random }, 'made', handling);
    const left = new Map([['made.1', { count: 3, urls: ['a', 'b', 'c'].map(url) }]]);
    await endCrawls({ table, objects: new MemoryObjects({ clock }), clock }, over, { version: 1 }, { left });
    const { crowded = false, keeping = 0 } = (await readLeftPages(table, 'made', START)) ?? {};
    standing = { crowded, keeping };
  }
  expect(kept).toEqual([2, 2, 2, 2, 0]);
});
