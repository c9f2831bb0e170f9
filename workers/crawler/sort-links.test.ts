import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CrawlCache } from '#core/crawl/crawl-cache.ts';
import { prepareRules } from '#core/crawl/link-rules.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import { MOST_HOSTS, addReachedHost } from '#core/tables/crawl-hosts.ts';
import { openCrawl } from '#core/tables/crawls.ts';
import type { Parent } from './post-context.ts';
import { PostedLinks } from './posted-links.ts';
import { ReachedHosts } from './reached-hosts.ts';
import { sortLinks } from './sort-links.ts';

const ID = 'site.gov.1';
const PARENT: Parent = { url: 'https://site.gov/p', depth: 1, redirects: [] };

interface Sorting {
  readonly links: readonly string[];
  readonly nofollow?: readonly string[];
  readonly outcome?: Outcome;
  readonly parent?: Partial<Parent>;
  readonly domains?: readonly string[];
  readonly posted?: readonly string[];
  readonly rules?: Parameters<typeof prepareRules>[0];
  readonly before?: (table: MemoryTable) => Promise<void>;
}

/** Sorts the links of a page of a crawl that began in May 2026. */
async function sorted({
  links,
  nofollow: asked = [],
  outcome,
  parent,
  domains = ['site.gov'],
  posted = [],
  ...more
}: Sorting) {
  const { rules = {}, before = () => Promise.resolve() } = more;
  const [table, clock] = [new MemoryTable(), new VirtualClock()];
  const site = { index: 'site.gov', site: 'site.gov', scheme: 'https', path: '/' } as const;
  const start = { ...site, crawl_id: ID, domains, limits: { depth: 5, pages: 10 } };
  const crawl = await openCrawl(table, start, Date.UTC(2026, 4));
  const memory = { posted: new PostedLinks(), hosts: new ReachedHosts(table) };
  memory.posted.claim(ID, posted);
  memory.posted.settle(ID, posted, true);
  await before(table);
  const visit = {
    kind: 'done',
    outcome: outcome ?? { kind: 'indexed', reason: 'new' },
    links,
    nofollow: asked,
    attempts: 1,
    fresh: true,
  } as const;
  const deps = { table, crawls: new CrawlCache(table, clock) };
  const sorting = sortLinks(
    { deps, memory, crawl, parent: { ...PARENT, ...parent }, rules: prepareRules(rules) },
    visit,
  );
  const { followed, refused, elsewhere, nofollow, hosts_full } = await sorting;
  const why = refused.map((one) => [one.url, one.by === 'trap' ? one.trap : one.by]);
  return { followed, refused: Object.fromEntries(why), elsewhere, nofollow, hosts_full };
}

function redirectedTo(to: string): Outcome {
  return { kind: 'redirected', to, status: 302, reason: 'answered 302' };
}

describe('links of a page', () => {
  it('that ask not to be followed are told if they would be, and are not by another way', async () => {
    const at = (path: string) => `https://site.gov${path}`;
    const { followed, refused, nofollow } = await sorted({
      links: [at('/a')],
      nofollow: [
        at('/b?utm_source=x'),
        at('/b'),
        at('/a?utm_source=x'),
        at('/posted'),
        PARENT.url,
        at('/out/c'),
        at('/x/x/x/x'),
        'https://other.gov/',
      ],
      posted: [at('/posted')],
      rules: { exclude: ['/out'] },
    });
    expect({ followed, refused, nofollow }).toEqual({
      followed: [at('/a')],
      refused: {},
      nofollow: [at('/b')],
    });
  });

  it('are followed by the URLs that crawls use, each once and not to the page itself', async () => {
    const links = ['/a?utm_source=x', '/a', '/a;jsessionid=1', '/p?fbclid=1', '/b?', '/b'];
    const { followed } = await sorted({ links: links.map((link) => `https://site.gov${link}`) });
    expect(followed).toEqual(['https://site.gov/a', 'https://site.gov/b']);
  });

  it('are kept out by rules and traps, and told apart where they lead elsewhere', async () => {
    const paths = ['/a', '/private/a', '/private/a?utm_source=x', '/events/2093-04', '/x?print=1&y=2'];
    const { followed, refused, elsewhere } = await sorted({
      links: ['https://other.gov/', 'https://other.gov/', ...paths.map((path) => `https://site.gov${path}`)],
      rules: { exclude: ['/private/'], drop_query: ['print'] },
    });
    expect(followed).toEqual(['https://site.gov/a', 'https://site.gov/x?y=2']);
    expect(elsewhere).toEqual(['https://other.gov/']);
    expect(refused).toEqual({
      'https://site.gov/private/a': 'rule',
      'https://site.gov/events/2093-04': 'calendar',
    });
  });

  it('that were posted are old news', async () => {
    const links = ['https://site.gov/a', 'https://site.gov/b'];
    const { followed } = await sorted({ links, posted: ['https://site.gov/a'] });
    expect(followed).toEqual(['https://site.gov/b']);
  });
});

describe('the link of a page that points elsewhere', () => {
  it('is cleaned like any other', async () => {
    const to = 'https://site.gov/new?utm_source=old';
    const { followed } = await sorted({ links: [to], outcome: redirectedTo(to) });
    expect(followed).toEqual(['https://site.gov/new']);
  });

  it.each<[where: string, to: string, redirects: string[]]>([
    ['the page itself', 'https://site.gov/p;jsessionid=1', []],
    ['the page itself, marked', 'https://site.gov/p?utm_source=x', []],
    ['one that led here', 'https://site.gov/first?utm_source=x', ['https://site.gov/first']],
  ])('is taken as written when cleaned it would be %s', async (_, to, redirects) => {
    const { followed } = await sorted({ links: [to], outcome: redirectedTo(to), parent: { redirects } });
    expect(followed).toEqual([to]);
  });
});

it.each([
  ['the start page', '/', true],
  ['a further start page', '/other', false],
])('of %s a redirect to the twin of its host lets that in: %s', async (_, path, lets_in) => {
  const to = 'https://www.site.gov/new';
  const parent = { url: `https://site.gov${path}`, depth: 0 };
  const { followed, elsewhere } = await sorted({ links: [to], outcome: redirectedTo(to), parent });
  expect({ followed, elsewhere }).toEqual(
    lets_in ? { followed: [to], elsewhere: [] } : { followed: [], elsewhere: [to] },
  );
});

describe('hosts below a domain', () => {
  const domains = ['site.gov', '*.site.gov'];
  const links = ['https://a.site.gov/', 'https://b.site.gov/', 'https://site.gov/x', 'https://evilsite.gov/'];

  it('are followed at any depth', async () => {
    const { followed } = await sorted({ links: [...links, 'https://a.b.c.site.gov/'], domains });
    expect(followed).toEqual([...links.slice(0, 3), 'https://a.b.c.site.gov/']);
  });

  it('are let in up to a bound, beyond which those known and those named in full are followed still', async () => {
    const before = async (table: MemoryTable) => {
      await addReachedHost(table, ID, 0, 'a.site.gov');
      for (let n = 1; n < MOST_HOSTS; n += 1) await addReachedHost(table, ID, n, `made-${n}.site.gov`);
    };
    expect(await sorted({ links, domains, before })).toEqual({
      followed: ['https://a.site.gov/', 'https://site.gov/x'],
      refused: { 'https://b.site.gov/': 'too_many_hosts' },
      elsewhere: ['https://evilsite.gov/'],
      nofollow: [],
      hosts_full: true,
    });
  });
});
