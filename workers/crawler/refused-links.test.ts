import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import type { Refusal } from '#core/crawl/admit-link.ts';
import { Tallies } from '#core/crawl/tallies.ts';
import { type Crawl, MOST_REFUSED, finishCrawl, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { closeUrl, frontierRows, hasOpen, openUrls } from '#core/tables/frontier.ts';
import { readProgress } from '#core/tables/tallies.ts';
import { RefusedLinks } from './refused-links.ts';

const ID = 'site.gov.1';
const PAGE = 'https://site.gov/p';
const SOURCE = { parent: PAGE, depth: 2 };

class CountedTable extends MemoryTable {
  calls = 0;
  override getMany(...args: Parameters<MemoryTable['getMany']>): ReturnType<MemoryTable['getMany']> {
    this.calls += 1;
    return super.getMany(...args);
  }
}

/** A crawl with a page in hand; processes note what it must not follow. */
async function rig() {
  const [table, clock] = [new CountedTable(), new VirtualClock()];
  const start = {
    crawl_id: ID,
    index: 'site.gov',
    site: 'site.gov',
    scheme: 'https',
    path: '/',
    domains: ['site.gov'],
    limits: { depth: 5, pages: 10 },
  } as const;
  const crawl = await openCrawl(table, start, clock.now());
  await openUrls(table, ID, [{ url: PAGE, depth: 1, parent: '' }]);
  const process = (name: string) => {
    const tallies = new Tallies(table, name);
    return { tallies, refused: new RefusedLinks(table, tallies) };
  };
  const [one, other] = [process('one'), process('other')];
  const rows = async () =>
    (await Array.fromAsync(frontierRows(table, ID, false))).filter(({ url }) => url !== PAGE);
  const progress = async () => {
    for (const { tallies } of [one, other]) await written(tallies, clock);
    return readProgress(table, ID);
  };
  return { table, clock, crawl, one: one.refused, other: other.refused, rows, progress };
}

/** Tallies are written when their writer is stopped, at the latest. */
async function written(tallies: Tallies, clock: VirtualClock): Promise<void> {
  const stop = new AbortController();
  const writing = tallies.keepWriting(clock, stop.signal);
  stop.abort();
  await writing;
}

function traps(count: number, from = 0): Refusal[] {
  return Array.from({ length: count }, (_, n) => ({
    kind: 'refused',
    by: 'trap',
    trap: 'calendar',
    url: `https://site.gov/calendar/${from + n}`,
    reason: 'a date far off',
  }));
}

const RULED: Refusal = { kind: 'refused', by: 'rule', url: 'https://site.gov/private', reason: 'excluded' };

it('makes closed rows of what is kept out, with what it was found on and why', async () => {
  const { one, crawl, rows, progress } = await rig();
  await one.note(crawl, SOURCE, [RULED, ...traps(1)]);
  expect(await rows()).toMatchObject([
    { url: 'https://site.gov/calendar/0', outcome: { kind: 'refused', by: 'trap', trap: 'calendar' } },
    {
      url: RULED.url,
      parent: PAGE,
      depth: 2,
      attempts: 0,
      links: 0,
      outcome: { kind: 'refused', by: 'rule', reason: 'excluded' },
    },
  ]);
  expect((await rows()).every(({ mark }) => mark === undefined)).toBe(true);
  expect(await progress()).toMatchObject({ found: 2, skipped: 2, refused_links: { rule: 1, calendar: 1 } });
});

it('makes rows up to a bound for each reason, whatever processes find, and counts the rest', async () => {
  const { one, other, crawl, rows, progress } = await rig();
  await one.note(crawl, SOURCE, traps(80));
  await other.note(crawl, SOURCE, traps(80, 80));
  await one.note(crawl, SOURCE, [RULED]);
  await Promise.all([one.note(crawl, SOURCE, traps(50, 200)), other.note(crawl, SOURCE, traps(5000, 300))]);
  const why = (await rows()).map(({ outcome }) => (outcome?.kind === 'refused' ? outcome.by : ''));
  expect(why.filter((by) => by === 'trap')).toHaveLength(MOST_REFUSED);
  expect(why.filter((by) => by === 'rule')).toHaveLength(1);
  expect(await progress()).toMatchObject({
    found: MOST_REFUSED + 1,
    skipped: MOST_REFUSED + 1,
    refused_links: { rule: 1, calendar: 5210 },
  });
});

it('never makes more rows than the bound, whoever races', async () => {
  const { one, other, crawl, rows } = await rig();
  await Promise.all(
    [0, 1, 2, 3].map((n) => (n % 2 === 0 ? one : other).note(crawl, SOURCE, traps(60, n * 60))),
  );
  expect(await rows()).toHaveLength(MOST_REFUSED);
});

it('asks the table no more about links that it noted, nor once there are rows enough', async () => {
  const { table, one, crawl } = await rig();
  await one.note(crawl, SOURCE, traps(3));
  await one.note(crawl, SOURCE, traps(MOST_REFUSED + 10, 10));
  await one.note(crawl, SOURCE, traps(1, 900));
  table.calls = 0;
  await one.note(crawl, SOURCE, [...traps(3), ...traps(500, 1000)]);
  expect(table.calls).toBe(0);
});

it('spends no row on what another page or process noted, or on what is in the crawl', async () => {
  const { table, one, other, crawl, rows } = await rig();
  await openUrls(table, ID, [{ url: RULED.url, depth: 0, parent: '' }]);
  await one.note(crawl, SOURCE, traps(90));
  await other.note(crawl, SOURCE, [RULED, ...traps(100)]);
  expect((await rows()).filter(({ mark }) => mark === undefined)).toHaveLength(MOST_REFUSED);
  expect(await hasOpen(table, ID)).toBe(true);
  expect((await readCrawl(table, ID))?.refused).toBe(`calendar=${MOST_REFUSED}`);
});

it.each<[when: string, end: (table: MemoryTable, crawl: Crawl) => Promise<unknown>]>([
  [
    'the page is closed, by another copy of its message',
    (table) => closeUrl(table, ID, PAGE, { outcome: { kind: 'indexed', reason: '' }, attempts: 1, links: 0 }),
  ],
  ['the crawl is over', (table, crawl) => finishCrawl(table, crawl, { version: 1 }, 0)],
])('makes no rows when %s: its report is written', async (_, end) => {
  const made = await rig();
  await end(made.table, made.crawl);
  await made.one.note(made.crawl, SOURCE, traps(3));
  expect(await made.rows()).toEqual([]);
});

it('lets a crawl end only as it was summed up', async () => {
  const { table, one, crawl } = await rig();
  await one.note(crawl, SOURCE, [RULED]);
  expect(await finishCrawl(table, crawl, { version: 1 }, 0)).toBe(false);
  const summed_up_anew = await readCrawl(table, ID);
  expect(summed_up_anew !== undefined && (await finishCrawl(table, summed_up_anew, { version: 1 }, 0))).toBe(
    true,
  );
});

it('forgets links for others that are long, however few, and counts them again then', async () => {
  const { one, crawl } = await rig();
  const long = (n: number) => `https://site.gov/${'d'.repeat(1975)}/${1000 + n}`;
  const counted = (n: number) => one.count(ID, 'domain', [long(n)]);
  for (let n = 0; n < 2000; n += 1) expect(counted(n)).toEqual({ domain: 1 });
  expect(counted(1999)).toEqual({});
  expect(counted(0)).toEqual({ domain: 1 });
  const noted = (n: number) => one.note(crawl, SOURCE, [{ ...RULED, url: long(n) }]);
  for (let n = 0; n < 2000; n += 1) await noted(n);
  expect(await noted(1999)).toEqual({});
  expect(await noted(0)).toEqual({ rule: 1 });
});
