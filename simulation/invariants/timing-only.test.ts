import { describe, expect, it, vi } from 'vitest';
import { page } from '#core/pack/testing/documents.ts';
import { seeded } from '../kernel/seeded.ts';
import { linkContext, readAs } from '#core/crawl/admit-link.ts';
import { NO_RULES } from '#core/crawl/link-rules.ts';
import { hostOf, pathOf, schemeOf } from '#core/crawl/url.ts';
import { referenceCrawl } from './reference-crawl.ts';
import { MadeHead } from './testing/made-head.ts';
import { madePack } from './testing/made-pack.ts';
import { closed, crawlRow, madeRow, pageRow, urlRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';
import { timingOnly } from './timing-only.ts';

interface Crawled {
  readonly world: ToldWorld;
  readonly head: MadeHead;
  /** URLs of the frontier, as they should be. */
  readonly urls: readonly string[];
  /** Content hashes of the documents that should be there. */
  readonly documents: ReadonlyMap<string, string>;
}

/** A site of some pages, and a crawl of it that began in a calm world. */
function crawled(
  before: (world: ToldWorld) => void = () => undefined,
  startOf: (world: ToldWorld) => string | undefined = ({ web }) => web.starts[0],
): Crawled {
  for (let seed = 1; seed < 200; seed += 1) {
    const world = new ToldWorld(timingOnly, {}, seed);
    world.web.calm();
    world.at_ms = 1;
    before(world);
    const start = startOf(world);
    if (start === undefined) continue;
    const host = hostOf(start);
    const fields = { site: host, scheme: schemeOf(start), path: pathOf(start), domains: [host] };
    world.row('indexer-1', 'crawls', crawlRow(fields));
    const { ends } = referenceCrawl({
      web: world.web,
      start,
      follows: readAs(NO_RULES, linkContext({ ...fields, started_at_ms: world.wall_ms })),
      robotsAllow: (url) => world.web.robotsAllow(url),
      agentToken: 'sitepack',
      now_ms: world.wall_ms,
    });
    const documents = new Map(
      [...ends].flatMap(([url, end]) => (end.kind === 'indexed' ? [[url, end.hash]] : [])),
    );
    const head = new MadeHead('docs', world.telling);
    head.take('packer-1');
    if (documents.size > 3) return { world, head, urls: [...ends.keys()], documents };
  }
  throw new Error('no seed makes a site of some pages');
}

/** The crawl ends with a frontier and a version. */
function end(
  { world, head }: Crawled,
  urls: readonly string[],
  documents: ReadonlyMap<string, string>,
): void {
  for (const url of urls) world.row('crawler-1', 'frontier', urlRow(url, closed()));
  const pages = [...documents].map(([id, hash]) => page({ path: '/', id, url: id, hash }));
  head.publish('packer-1', [madePack('docs', pages)]);
  const key = { pk: 'docs', sk: 'docs.c' };
  world.change('packer-1', 'crawls', key, { mark: undefined, state: 'done', finished_at_ms: 1, version: 1 });
}

describe('I10', () => {
  it('is content with a crawl that came to what the site is', async () => {
    const made = crawled();
    end(made, made.urls, made.documents);
    expect(await made.world.atRest()).toBeUndefined();
    expect(made.world.comparisons).toBe(1);
  });

  it('objects to a page that was not reached, or that nothing leads to', async () => {
    const short = crawled();
    end(short, short.urls.slice(0, -1), short.documents);
    expect(await short.world.atRest()).toBe(
      `crawl docs.c, of sites that stood still: it did not reach ${short.urls.at(-1)}`,
    );
    const stray = crawled();
    end(stray, [...stray.urls, 'https://nowhere.test/'], stray.documents);
    expect(await stray.world.atRest()).toMatch('it reached https://nowhere.test/, to which nothing leads');
  });

  it('goes by all pages at which the crawl began', async () => {
    const made = crawled();
    const apart = `${new URL(made.urls[0] ?? '').origin}/nothing/here`;
    end(made, [...made.urls, apart], made.documents);
    expect(await made.world.atRest()).toMatch(`it reached ${apart}`);
    made.world.row('crawler-1', 'frontier', urlRow(apart, { ...closed('gone'), other_start: true }));
    expect(await made.world.atRest()).toBeUndefined();
  });

  it('objects to a document that is missing, or has other content', async () => {
    const missing = crawled();
    const [first = ''] = missing.documents.keys();
    end(missing, missing.urls, new Map([...missing.documents].slice(1)));
    expect(await missing.world.atRest()).toMatch(`has nothing of ${first}`);
    const other = crawled();
    end(other, other.urls, new Map([...other.documents, [first, 'f'.repeat(64)]]));
    expect(await other.world.atRest()).toMatch(`has ${'f'.repeat(64)} of ${first}`);
  });

  it('excuses no difference by what befell messages and processes', async () => {
    for (const kind of ['doubled', 'comes_again', 'crash', 'failed_after', 'clock_jump'] as const) {
      const made = crawled();
      made.world.fault(kind, 'crawler-1 queue.send');
      end(made, made.urls.slice(0, -1), made.documents);
      expect(await made.world.atRest()).toMatch(`it did not reach ${made.urls.at(-1)}`);
    }
  });

  it('leaves open what could not be read, and what lies behind it, where calls failed meanwhile', async () => {
    const failing = (befalls: (world: ToldWorld) => void): Crawled => {
      const made = crawled();
      befalls(made.world);
      const [start = ''] = made.urls;
      end(made, [], new Map());
      made.world.row('crawler-1', 'frontier', urlRow(start, closed('failed')));
      return made;
    };
    const lawful = failing((world) => world.fault('failed_before', 'crawler-1 web.request'));
    expect(await lawful.world.atRest()).toBeUndefined();
    for (const kind of ['doubled', 'late', 'crash'] as const) {
      const strange = failing((world) => world.fault(kind, 'crawler-1 web.request'));
      expect(await strange.world.atRest()).toMatch(/could not be read|did not reach/);
    }
  });

  it('excuses a page that failed because a call did so just before the crawl began', async () => {
    const failing = (later_ms: number): Crawled => {
      const made = crawled((world) => {
        world.at_ms = 1000;
        world.fault('failed_before', 'crawler-1 web.request');
        world.at_ms += later_ms;
      });
      const [start = ''] = made.urls;
      end(made, [], new Map());
      made.world.row('crawler-1', 'frontier', urlRow(start, closed('failed')));
      return made;
    };
    expect(await failing(1000).world.atRest()).toBeUndefined();
    expect(await failing(1500).world.atRest()).toMatch(/could not be read|did not reach/);
  });

  it('objects to a page that could not be read though nothing kept anybody from it', async () => {
    const made = crawled();
    end(made, made.urls.slice(1), made.documents);
    const [start = ''] = made.urls;
    made.world.row('crawler-1', 'frontier', urlRow(start, closed('failed')));
    expect(await made.world.atRest()).toMatch(`${start} could not be read (no answer)`);
  });

  it('lets a page fail that is forbidden, on a host that never answers for its robots.txt', async () => {
    const made = crawled();
    end(made, made.urls.slice(1), made.documents);
    const [start = ''] = made.urls;
    made.world.row('crawler-1', 'frontier', urlRow(start, closed('failed')));
    const answer = made.world.web.answer.bind(made.world.web);
    vi.spyOn(made.world.web, 'answer').mockImplementation((request) =>
      request.url.endsWith('/robots.txt')
        ? { kind: 'error', code: 'tls_failed', after_ms: 1 }
        : answer(request),
    );
    expect(await made.world.atRest()).toBeUndefined();
  });

  it('claims nothing of a crawl whose site changed since it began, or whose index was rolled back', async () => {
    const changed = crawled();
    const url = changed.urls[0] ?? '';
    changed.world.tell('world', { type: 'web_changed', url, detail: 'says something else' });
    end(changed, [], new Map());
    expect(await changed.world.atRest()).toBeUndefined();
    expect(changed.world.comparisons).toBe(0);
    const other = crawled();
    other.world.tell('world', { type: 'web_changed', url: 'https://nowhere.test/*', detail: 'is down' });
    end(other, [], new Map());
    expect(await other.world.atRest()).toMatch('it did not reach');
    const back = crawled();
    end(back, back.urls, back.documents);
    back.head.publish('packer-1', [], { manifest: { reason: 'rollback to version 1' } });
    expect(await back.world.atRest()).toBeUndefined();
  });

  it('wants of what a sitemap lists only the pages in the scope of the crawl', async () => {
    const listing = (path: string): Crawled => {
      const made = crawled(
        (world) => world.web.calm(),
        ({ web }) => web.urls.find((url) => pathOf(url).startsWith('/p/')),
      );
      const origin = new URL(made.urls[0] ?? '').origin;
      vi.spyOn(made.world.web, 'sitemapOf').mockReturnValue({
        url: `${origin}/sitemap.xml`,
        listed: [origin + path],
      });
      vi.spyOn(made.world.web, 'robotsAllow').mockReturnValue(true);
      end(made, made.urls, made.documents);
      return made;
    };
    const without = listing('/elsewhere');
    expect(await without.world.atRest()).toBeUndefined();
    expect(without.world.comparisons).toBe(1);
    expect(await listing('/p/elsewhere').world.atRest()).toMatch(/it did not reach .*\/p\/elsewhere/);
  });

  it('wants nothing of a crawl that is being dropped, whatever is left of it', async () => {
    const dropped = crawled();
    end(dropped, [], dropped.documents);
    expect(await dropped.world.atRest()).toMatch('it did not reach');
    const { comparisons } = dropped.world;
    dropped.world.row('packer-1', 'crawls', madeRow({ pk: 'deleted docs', sk: 'docs.c', deleted_at_ms: 1 }));
    expect(await dropped.world.atRest()).toBeUndefined();
    expect(dropped.world.comparisons).toBe(comparisons);
  });

  it('leaves open whether a sitemap is looked for where none was, though it is for another index', async () => {
    /** A crawl that says there is no sitemap, and a host which has one by now. */
    const without = (index: string): Crawled => {
      const made = crawled();
      const { world, urls } = made;
      const { origin } = new URL(urls[0] ?? '');
      const url = `${origin}/sitemap.xml`;
      vi.spyOn(world.web, 'sitemapOf').mockReturnValue({ url, listed: [`${origin}/listed`] });
      vi.spyOn(world.web, 'robotsAllow').mockReturnValue(true);
      const sitemap = { ...pageRow(url), pk: index };
      world.row('crawler-1', 'pages', { ...sitemap, visit_owner: 'v1' });
      world.tell('crawler-1', { type: 'asked', url, status: 200 });
      world.row('crawler-1', 'pages', { ...sitemap, fetched_at_ms: 200, asked_at_ms: 200 });
      end(made, urls, made.documents);
      const outcome = { kind: 'sitemap', pages: 0, sitemaps: 0, reason: 'none at the usual place' };
      const role = { guessed: true, further: 1999 };
      world.row('crawler-1', 'frontier', urlRow(url, { ...closed(), outcome, sitemap: role }));
      return made;
    };
    const other = without('others');
    expect(await other.world.atRest()).toBeUndefined();
    expect(other.world.comparisons).toBe(1);
    expect(await without('docs').world.atRest()).toMatch(/it did not reach .*\/listed/);
  });

  /** Long before the crawl a page was read, of an index of such settings, and has changed since, or before. */
  function resting(crawl: object, changed_ms: number): Crawled {
    const old = new Map<ToldWorld, string>();
    const made = crawled((world) => {
      const settings = { pk: 'settings', sk: 'docs', revision: 1, settings: { crawl } };
      world.row('client-1', 'indexes', madeRow(settings));
      const url = world.web.urls.find((one) => pathOf(one) !== '/' && world.web.at(one).kind === 'page');
      if (url === undefined) return;
      old.set(world, url);
      const row = pageRow(url);
      world.at_ms = 100;
      world.row('crawler-1', 'pages', { ...row, visit_owner: 'v1' });
      world.at_ms = 200;
      world.row('crawler-1', 'pages', { ...row, fetched_at_ms: 200, asked_at_ms: 200 });
      world.at_ms = changed_ms;
      world.web.rewrite(url, seeded(1));
      world.at_ms = 60_000;
    });
    const url = old.get(made.world) ?? '';
    end(made, made.urls, new Map([...made.documents, [url, 'f'.repeat(64)]]));
    const unchanged = { kind: 'unchanged', reason: 'it changes seldom' };
    made.world.row('crawler-1', 'frontier', urlRow(url, { ...closed(), outcome: unchanged }));
    return made;
  }

  it('takes a page that was left to rest as its site was when that answered for it', async () => {
    expect(await resting({ revisit: 'adaptive' }, 300).world.atRest()).toBeUndefined();
    expect(await resting({ revisit: 'adaptive' }, 50).world.atRest()).toMatch('f'.repeat(64));
    expect(await resting({ revisit: 'always' }, 300).world.atRest()).toMatch('f'.repeat(64));
  });

  it('goes by the robots.txt that was read, and claims nothing where two were', async () => {
    const rules = { source: 'file', allow: [], disallow: ['/'], crawl_delay_ms: null, sitemaps: [] };
    const robots = (disallow: readonly string[]) => (world: ToldWorld) => {
      for (const start of world.web.starts)
        world.row('crawler-1', 'hosts', {
          pk: 'robots',
          sk: start.slice(0, -1),
          expires_at_ms: 0,
          rules: { ...rules, disallow },
        });
    };
    const forbidden = crawled(robots(['/']));
    end(forbidden, forbidden.urls, forbidden.documents);
    expect(await forbidden.world.atRest()).toMatch(/it reached|and the page is left_out/);
    const both = crawled((world) => {
      robots(['/'])(world);
      robots([])(world);
    });
    end(both, [], new Map());
    expect(await both.world.atRest()).toBeUndefined();
    expect(both.world.comparisons).toBe(0);
  });
});
