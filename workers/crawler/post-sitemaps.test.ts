import { NO_RULES } from '#core/crawl/link-rules.ts';
import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CrawlCache } from '#core/crawl/crawl-cache.ts';
import type { EndingLimit, Outcome } from '#core/crawl/outcome.ts';
import { ALLOW_ALL, type RobotsRules } from '#core/crawl/robots.ts';
import type { SitemapEntry, SitemapListing } from '#core/crawl/sitemap/sitemap.ts';
import { Tallies } from '#core/crawl/tallies.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { frontierRows, openUrls } from '#core/tables/frontier.ts';
import { noteLie } from '#core/tables/sitemap-lies.ts';
import type { SitemapRole } from '#messages/message.ts';
import type { MessageOf, Message } from '#messages/registry.ts';
import { Admissions } from './admissions.ts';
import { postFromSitemap } from './post-from-sitemap.ts';
import { postSitemaps } from './post-sitemaps.ts';
import { PostedLinks } from './posted-links.ts';
import { ReachedHosts } from './reached-hosts.ts';
import { RefusedLinks } from './refused-links.ts';

const ID = 'site.gov.1';
const READ: Outcome = { kind: 'indexed', reason: 'answered 200' };
const MAP = 'https://site.gov/sitemap.xml';
const ROLE: SitemapRole = { guessed: false, further: 10 };

interface Made {
  readonly domains?: readonly string[];
  readonly path?: string;
  readonly depth?: number;
  readonly pages?: number;
  readonly rules?: RobotsRules | undefined;
  readonly reached?: EndingLimit;
}

/** A crawl of which one page, or a sitemap, was just visited. */
async function made({
  domains = ['site.gov'],
  path = '/',
  depth = 5,
  pages = 100_000,
  reached,
  ...made
}: Made = {}) {
  const table = new MemoryTable();
  const clock = new VirtualClock();
  const where = { index: 'site.gov', site: 'site.gov', scheme: 'https', path } as const;
  await openCrawl(table, { crawl_id: ID, ...where, domains, limits: { depth, pages } }, clock.now());
  const crawl = await readCrawl(table, ID);
  if (crawl === undefined) throw new Error('the crawl was not made');
  const tallies = new Tallies(table, 'test');
  const rules = 'rules' in made ? made.rules : ALLOW_ALL;
  const robots = { lastKnown: () => Promise.resolve(rules) };
  const deps = {
    table,
    clock,
    tallies,
    robots,
    crawls: new CrawlCache(table, clock),
    admissions: new Admissions(table, new CountingRandom()),
  };
  const newMemory = () => ({
    posted: new PostedLinks(),
    hosts: new ReachedHosts(table),
    refused: new RefusedLinks(table, tallies),
  });
  let memory = newMemory();
  const sent: MessageOf<'crawl' | 'index'>[] = [];
  const send = (...messages: Message[]): Promise<void> => {
    for (const message of messages)
      if (message.type === 'crawl' || message.type === 'index') sent.push(message);
    return Promise.resolve();
  };
  const context = () => ({ deps, memory, crawl, rules: NO_RULES, reached, handling: { send } });
  const visited = {
    kind: 'done',
    outcome: READ,
    links: [],
    attempts: 1,
    fresh: true,
  } as const;
  return {
    table,
    clock,
    sent,
    crawl: () => readCrawl(table, ID),
    restart: () => void (memory = newMemory()),
    rows: () => Array.fromAsync(frontierRows(table, ID, true)),
    /** After a page was visited. */
    afterPage: (url: string, outcome: Outcome = READ) =>
      clock.run(
        postSitemaps({ ...context(), parent: { url, depth: 0, redirects: [] } }, { ...visited, outcome }),
      ),
    /** After a sitemap was visited. */
    afterSitemap: async (
      listed: Partial<SitemapListing>,
      sitemap: SitemapRole = ROLE,
      outcome: Outcome = { kind: 'sitemap', pages: 1, sitemaps: 0, reason: 'a sitemap' },
    ) => {
      await openUrls(table, ID, [{ url: MAP, depth: 0, parent: '', sitemap }]);
      const left_out = { not_a_url: 0, no_url: 0, repeated: 0 };
      const listing: SitemapListing = { kind: 'urlset', entries: [], sitemaps: [], left_out, ...listed };
      const parent = { url: MAP, depth: 0, redirects: [], sitemap };
      const visit = { ...visited, outcome, ...(outcome.kind === 'sitemap' ? { listing } : {}) };
      return clock.run(postFromSitemap({ ...context(), parent }, visit));
    },
  };
}

const entries = (count: number, changes: (n: number) => Partial<SitemapEntry> = () => ({})): SitemapEntry[] =>
  Array.from({ length: count }, (_, n) => Object.assign({ url: `https://site.gov/${n}` }, changes(n)));
const pathsOf = (messages: readonly MessageOf<'crawl' | 'index'>[]): (string | undefined)[] =>
  messages.filter(({ type }) => type === 'crawl').map(({ path }) => path);

describe('the sitemaps of a host', () => {
  it('are not read by a crawl that has come to a limit, which is cut by that', async () => {
    const late = await made({ reached: 'bytes' });
    await late.afterPage('https://site.gov/');
    expect([late.sent, await late.rows()]).toEqual([[], []]);
    expect(await late.crawl()).toMatchObject({ cut: true });
  });

  it('are posted to be read by the first page of it, once, and take no place of a page', async () => {
    const { afterPage, sent, rows, crawl } = await made({ pages: 1 });
    await afterPage('https://site.gov/');
    await afterPage('https://site.gov/a');
    expect(sent).toMatchObject([
      { type: 'crawl', path: '/sitemap.xml', depth: 0, sitemap: { guessed: true } },
    ]);
    expect(await rows()).toMatchObject([{ url: MAP, depth: 0, parent: 'https://site.gov/' }]);
    expect(await crawl()).toMatchObject({ admitted: 1, cut: false });
  });

  it('are posted again by the page that found them, should its first try have died, and by no other', async () => {
    const { afterPage, sent, restart } = await made();
    await afterPage('https://site.gov/');
    restart();
    await afterPage('https://site.gov/a');
    expect(sent).toHaveLength(1);
    restart();
    await afterPage('https://site.gov/');
    expect(sent).toHaveLength(2);
  });

  it('are those that robots.txt names on hosts which the crawl may read', async () => {
    const sitemaps = ['https://site.gov/a.xml', 'https://cdn.gov/b.xml', 'https://www.site.gov/c.xml'];
    const rules: RobotsRules = { ...ALLOW_ALL, source: 'file', sitemaps };
    const one = await made({ rules });
    await one.afterPage('https://site.gov/');
    expect(pathsOf(one.sent)).toEqual(['/a.xml']);
    const all = await made({ rules, domains: ['site.gov', '*.site.gov'] });
    await all.afterPage('https://site.gov/');
    expect(pathsOf(all.sent)).toEqual(['/a.xml', '/c.xml']);
  });

  it('are left to the page that one points to', async () => {
    const { afterPage, sent } = await made();
    const to = 'https://site.gov/en/';
    await afterPage('https://site.gov/', { kind: 'redirected', to, reason: 'answered 301' });
    expect(sent).toEqual([]);
    await afterPage(to, { kind: 'gone', status: 404, reason: 'answered 404' });
    expect(sent).toHaveLength(1);
  });

  it('are left when the crawl follows no links, and for now when the host could not be asked', async () => {
    const shallow = await made({ depth: 0 });
    await shallow.afterPage('https://site.gov/');
    expect(shallow.sent).toEqual([]);
    const down = await made({ rules: undefined });
    await down.afterPage('https://site.gov/');
    expect(down.sent).toEqual([]);
  });
});

describe('what a sitemap lists', () => {
  it('is posted a link away from the start, the latest first, within the scope of the crawl', async () => {
    const { afterSitemap, sent } = await made({ path: '/docs/' });
    const listed = [
      { url: 'https://site.gov/docs/old', lastmod_ms: 1 },
      { url: 'https://site.gov/elsewhere', lastmod_ms: 4 },
      { url: 'https://else.gov/docs/a', lastmod_ms: 3 },
      { url: 'https://site.gov/docs/new', lastmod_ms: 2 },
    ];
    const posted = await afterSitemap({ entries: listed });
    expect(posted).toEqual({ links: 2, kept_out: { domain: 1, folder: 1 } });
    expect(pathsOf(sent)).toEqual(['/docs/new', '/docs/old']);
    expect(sent.flatMap((message) => (message.type === 'crawl' ? [message.depth] : []))).toEqual([1, 1]);
  });

  it('goes with its dates, on the host of the sitemap, if they can be believed', async () => {
    const dated = (n: number) => ({ lastmod_ms: 10 + n });
    const datesOf = (messages: readonly MessageOf<'crawl' | 'index'>[]) =>
      new Set(messages.map(({ lastmod_ms }) => lastmod_ms));
    const believed = await made({ domains: ['site.gov', 'www.site.gov'] });
    const www = { url: 'https://www.site.gov/', lastmod_ms: 20 };
    await believed.afterSitemap({ entries: [...entries(2, dated), www] });
    expect(datesOf(believed.sent)).toEqual(new Set([10, 11, undefined]));
    const same = await made();
    await same.afterSitemap({ entries: entries(3, () => ({ lastmod_ms: 10 })) });
    expect(datesOf(same.sent)).toEqual(new Set([undefined]));
    const liar = await made();
    await noteLie(liar.table, 'site.gov', liar.clock.now());
    await liar.afterSitemap({ entries: entries(3, dated) });
    expect(datesOf(liar.sent)).toEqual(new Set([undefined]));
  });

  it('is posted in parts, and the new pages of all of them are counted', async () => {
    const { afterSitemap, sent } = await made();
    const all = [...entries(12_000), { url: 'https://else.gov/' }];
    let sitemap = ROLE;
    const posted: unknown[] = [];
    for (let part = 0; part < 3; part += 1) {
      sent.length = 0;
      posted.push(await afterSitemap({ entries: all }, sitemap));
      const last = sent.at(-1);
      if (last?.type === 'crawl' && last.sitemap !== undefined) ({ sitemap } = last);
    }
    expect(posted).toEqual([undefined, undefined, { links: 12_000, kept_out: { domain: 1 } }]);
    expect(sitemap).toEqual({ ...ROLE, from: 10_000, links: 10_000 });
  });

  it('are further sitemaps, as many as it may bring in; if there are more, the crawl does not see the whole site', async () => {
    const few = await made();
    await few.afterSitemap({ kind: 'index', sitemaps: entries(3) });
    expect(few.sent).toMatchObject(
      [0, 1, 2].map((n) => ({ path: `/${n}`, depth: 0, sitemap: { further: 2 } })),
    );
    expect((await few.crawl())?.cut).toBe(false);
    const many = await made();
    await many.afterSitemap({ kind: 'index', sitemaps: entries(11) });
    expect(many.sent).toHaveLength(10);
    expect((await many.crawl())?.cut).toBe(true);
  });

  it('is not all of the site when it could not be read to its end', async () => {
    const { afterSitemap, crawl } = await made();
    await afterSitemap({ incomplete: 'it was cut' });
    expect((await crawl())?.cut).toBe(true);
  });

  it('is somewhere else when it redirects: anywhere if somebody named it, else where it looks like a sitemap', async () => {
    const redirected = async (to: string, guessed: boolean) => {
      const { afterSitemap, sent } = await made();
      await afterSitemap({}, { guessed, further: 3 }, { kind: 'redirected', to, reason: 'answered 302' });
      return sent;
    };
    expect(await redirected('https://site.gov/maps', false)).toMatchObject([
      { type: 'crawl', path: '/maps', redirects: [MAP], sitemap: { guessed: false, further: 3 } },
    ]);
    expect(await redirected('https://site.gov/maps', true)).toEqual([]);
    expect(await redirected('https://site.gov/sitemap_index.xml', true)).toHaveLength(1);
    expect(await redirected('https://else.gov/sitemap.xml', false)).toEqual([]);
  });
});
