import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { pageKey } from '#core/crawl/url.ts';
import { activeCrawls, finishCrawl, openCrawl } from '#core/tables/crawls.ts';
import { noteRefused, openUrls } from '#core/tables/frontier.ts';
import { PENDING, type Page, pageSchema, readPage } from '#core/tables/pages.ts';
import { visitLength } from '#core/crawl/visit-length.ts';
import { type Covering, withoutUnreached } from './without-unreached.ts';

const index = 'made';
const url = 'https://site.gov/p/2';
const other_url = 'https://other.gov/p';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What no rule keeps out of a crawl that saw the whole site. */
const COMPLETE = { complete: true, ruledOut: () => undefined };
type Fields = Readonly<Partial<Record<Exclude<keyof Page, 'pk' | 'sk'>, string | number>>>;

/** A table that notes each look into the frontier of a crawl. */
class CountedQueries extends MemoryTable {
  readonly crawls: string[] = [];
  override getMany(...args: Parameters<MemoryTable['getMany']>): ReturnType<MemoryTable['getMany']> {
    const [table, keys] = args;
    if (table === 'frontier') this.crawls.push(...new Set(keys.map(({ pk }) => pk)));
    return super.getMany(...args);
  }
}

/** An index with one page of an old crawl, and what becomes of it when the crawl `made.over` did not reach it. */
class Rig {
  readonly table = new CountedQueries();
  readonly settings = { fetch_timeout_ms: 10_000 };
  readonly clock = new VirtualClock();
  /** Unix ms when the crawl that is over began. */
  readonly began_ms = this.clock.now();

  /** Opens a crawl. */
  async crawl(name: string, at_ms: number, reaches: readonly string[] = [], site = 'site.gov') {
    const start = { index, site, scheme: 'https', path: '/', domains: [site] } as const;
    const limits = { depth: 5, pages: 500 };
    const crawl = await openCrawl(this.table, { ...start, crawl_id: `${index}.${name}`, limits }, at_ms);
    await openUrls(
      this.table,
      crawl.sk,
      reaches.map((reached) => ({ url: reached, depth: 1, parent: '' })),
    );
    return crawl;
  }

  /** The row of a page that an old crawl read. */
  row(fields: Fields) {
    const visit = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
    const read = { crawl_id: 'made.old', fetched_at_ms: this.began_ms - MINUTE_MS };
    const content = { origin: 'crawl', state: 'present', content_hash: 'a'.repeat(64) };
    const made = { url, ...content, ...read, ...visit, ...fields };
    return { pk: index, sk: pageKey(String(made.url)), ...made };
  }

  /** The page after a packing that a crawl, complete unless it is said otherwise and over by now, did not reach it in. */
  async packed(
    fields: Fields,
    meanwhile?: (page: Page) => Promise<unknown>,
    over: Partial<Covering> = {},
  ): Promise<Page | undefined> {
    const row = this.row(fields);
    const page = pageSchema.parse(row);
    const crawl = await this.crawl('over', this.began_ms);
    const active = await activeCrawls(this.table, index);
    await this.table.put('pages', row);
    await meanwhile?.(page);
    await withoutUnreached(this, [{ page, covering: [{ crawl, ...COMPLETE, ...over }] }], active);
    return readPage(this.table, index, page.sk);
  }
}

describe('a page that a complete crawl did not reach', () => {
  it('is dropped when no crawl read it since that one began', async () => {
    const rig = new Rig();
    expect(await rig.packed({})).toMatchObject({
      state: 'absent',
      mark: PENDING,
      outcome: { kind: 'unreached', reason: 'crawl made.over found no link to it that it may follow' },
    });
  });

  it('is dropped though a client had it read since', async () => {
    const rig = new Rig();
    const read = { crawl_id: '', fetched_at_ms: rig.began_ms + MINUTE_MS };
    expect(await rig.packed(read)).toMatchObject({ state: 'absent' });
  });

  it('is dropped though crawls found links to it that their rules keep out', async () => {
    const rig = new Rig();
    const outcome = { kind: 'refused', by: 'rule', reason: 'excluded' } as const;
    const going_on = await rig.crawl('other', rig.began_ms - MINUTE_MS);
    const keepOut = (crawl_id: string) =>
      noteRefused(rig.table, crawl_id, [{ url, depth: 1, parent: '', outcome }]);
    await keepOut(going_on.sk);
    expect(await rig.packed({}, () => keepOut('made.over'))).toMatchObject({ state: 'absent' });
  });

  it('stays when another crawl read it since, whether that one is over or not', async () => {
    const rig = new Rig();
    const other = await rig.crawl('other', rig.began_ms - MINUTE_MS, [url]);
    await finishCrawl(rig.table, other, { version: 1 }, rig.began_ms + MINUTE_MS);
    const read = { crawl_id: other.sk, fetched_at_ms: rig.began_ms };
    expect(await rig.packed(read)).toMatchObject({ state: 'present' });
  });

  it('stays when a crawl that goes on read it before that one began', async () => {
    const rig = new Rig();
    const other = await rig.crawl('other', rig.began_ms - 2 * MINUTE_MS, [url]);
    expect(await rig.packed({ crawl_id: other.sk })).toMatchObject({ state: 'present' });
  });

  it('stays when a crawl that goes on found it and did not read it yet, or a client read it after', async () => {
    for (const fields of [{}, { crawl_id: '' }]) {
      const rig = new Rig();
      await rig.crawl('other', rig.began_ms - MINUTE_MS, [url]);
      expect(await rig.packed(fields)).toMatchObject({ state: 'present' });
    }
  });

  it('stays while it is visited for a crawl that nobody knew when the packing began, and goes when that visit is dead', async () => {
    const visited = { visit_owner: 'a', visit_for: 'made.new' };
    const rig = new Rig();
    const now_ms = rig.clock.now();
    expect(await rig.packed({ ...visited, visit_until_ms: now_ms + 1 })).toMatchObject({ state: 'present' });
    const dead = new Rig();
    expect(await dead.packed({ ...visited, visit_until_ms: now_ms })).toMatchObject({ state: 'absent' });
  });
});

describe('a page that a complete crawl leaves to one beside it', () => {
  it('stays where that goes on and has it in its scope, and goes with the rules of the index all the same', async () => {
    const rig = new Rig();
    const beside = await rig.crawl('beside', rig.began_ms);
    const spared = { since_ms: rig.began_ms, crawls: [beside], ended: [] };
    expect(await rig.packed({}, undefined, { spared })).toMatchObject({ state: 'present' });
    const rules = { spared, ruledOut: () => 'a rule keeps it out' };
    expect(await rig.packed({}, undefined, rules)).toMatchObject({ state: 'absent' });
    const elsewhere = { ...spared, crawls: [{ ...beside, path: '/docs/' }] };
    expect(await rig.packed({}, undefined, { spared: elsewhere })).toMatchObject({ state: 'absent' });
  });

  it('stays where that has read it since it began', async () => {
    const rig = new Rig();
    const read = { fetched_at_ms: rig.began_ms - MINUTE_MS };
    const since = (since_ms: number) => ({ spared: { since_ms, crawls: [], ended: [] } });
    expect(await rig.packed(read, undefined, since(read.fetched_at_ms))).toMatchObject({ state: 'present' });
    expect(await rig.packed(read, undefined, since(read.fetched_at_ms + 1))).toMatchObject({
      state: 'absent',
    });
  });
});

it('a page that a crawl reached that ended beside is not dropped, though a client had it read since', async () => {
  for (const [reaches, state] of [
    [[url], 'present'],
    [[], 'absent'],
  ] as const) {
    const rig = new Rig();
    const beside = await rig.crawl('beside', rig.began_ms - MINUTE_MS, reaches);
    await finishCrawl(rig.table, beside, { version: 1, complete: true }, rig.began_ms + MINUTE_MS);
    const spared = { since_ms: beside.started_at_ms, crawls: [], ended: [beside] };
    const read = { crawl_id: '', fetched_at_ms: rig.began_ms + 2 * MINUTE_MS };
    expect(await rig.packed(read, undefined, { spared })).toMatchObject({ state });
  }
});

describe('a page that the rules keep out of a crawl', () => {
  const rule = `the site's rule "exclude /p/" keeps it out`;
  const incomplete = { complete: false, ruledOut: () => rule };
  const outcome = { kind: 'refused', by: 'rule', reason: `${rule}; crawl made.over did not read it` };

  it('is dropped for that by one that saw a part of the site, as by one that saw all of it', async () => {
    for (const complete of [true, false]) {
      const page = await new Rig().packed({}, undefined, { ...incomplete, complete });
      expect(page).toMatchObject({ state: 'absent', mark: PENDING, outcome });
    }
  });

  it('stays when that crawl was cancelled, or read it all the same', async () => {
    const rig = new Rig();
    const cancelled = { ...(await rig.crawl('over', rig.began_ms)), state: 'cancelled' as const };
    expect(await rig.packed({}, undefined, { ...incomplete, crawl: cancelled })).toMatchObject({
      state: 'present',
    });
    const read = { crawl_id: 'made.over' };
    expect(await new Rig().packed(read, undefined, incomplete)).toMatchObject({ state: 'present' });
    const start = new Rig();
    const since = { crawl_id: '' };
    const reach = () => openUrls(start.table, 'made.over', [{ url, depth: 0, parent: '' }]);
    expect(await start.packed(since, reach, incomplete)).toMatchObject({ state: 'present' });
  });

  it('stays when another crawl goes on that begins there, or a client brought it in', async () => {
    const rig = new Rig();
    await rig.crawl('other', rig.began_ms, [url]);
    expect(await rig.packed({}, undefined, incomplete)).toMatchObject({ state: 'present' });
    expect(await new Rig().packed({ origin: 'client' }, undefined, incomplete)).toMatchObject({
      state: 'present',
    });
  });

  it('stays with a crawl that saw a part of the site when no rule speaks of it', async () => {
    const page = await new Rig().packed({}, undefined, { complete: false });
    expect(page).toMatchObject({ state: 'present' });
  });
});

describe('a time from the future, by a clock that was wrong, keeps no page', () => {
  const visit = { visit_owner: 'a', visit_for: 'made.new' };
  const visit_ms = visitLength(new Rig().settings.fetch_timeout_ms);
  it.each<[string, (now_ms: number) => Fields, 'present' | 'absent']>([
    ['read an hour ahead', (now_ms) => ({ fetched_at_ms: now_ms + HOUR_MS }), 'absent'],
    ['read by a clock a little ahead', (now_ms) => ({ fetched_at_ms: now_ms + MINUTE_MS }), 'present'],
    [
      'visited an hour ahead',
      (now_ms) => ({ ...visit, visit_until_ms: now_ms + visit_ms + HOUR_MS }),
      'absent',
    ],
    [
      'visited by a clock a little ahead',
      (now_ms) => ({ ...visit, visit_until_ms: now_ms + visit_ms + MINUTE_MS }),
      'present',
    ],
  ])('%s', async (_, fields, state) => {
    const rig = new Rig();
    expect(await rig.packed(fields(rig.clock.now()))).toMatchObject({ state });
  });
});

describe('of the crawls that go on', () => {
  it('only those are asked that may follow links to the host of the page', async () => {
    const rig = new Rig();
    await rig.crawl('other', rig.began_ms, [other_url], 'other.gov');
    await rig.crawl('same', rig.began_ms);
    expect(await rig.packed({})).toMatchObject({ state: 'absent' });
    expect(rig.table.crawls.toSorted()).toEqual(['made.over', 'made.same']);
  });

  it('one of the twin of the host is asked, whose row may be older than what it let in', async () => {
    const rig = new Rig();
    await rig.crawl('twin', rig.began_ms, [url], 'www.site.gov');
    expect(await rig.packed({})).toMatchObject({ state: 'present' });
  });
});

it('a page that is claimed just when it would be dropped stays', async () => {
  const rig = new Rig();
  const page = await rig.packed({}, (row) =>
    rig.table.update('pages', row, { set: { visit_owner: 'a', visit_for: 'made.new' } }),
  );
  expect(page).toMatchObject({ state: 'present', visit_owner: 'a' });
});

it('the visit of a client that is under way begins anew when its page is dropped: it took it for present', async () => {
  const rig = new Rig();
  const visit = { visit_owner: 'a', visit_for: '', visit_until_ms: rig.clock.now() + MINUTE_MS };
  expect(await rig.packed(visit)).toMatchObject({ state: 'absent', visit_owner: '' });
});

it('a frontier is asked once for many pages, and those that it has not are dropped', async () => {
  const rig = new Rig();
  const urls = Array.from({ length: 30 }, (_, n) => `https://site.gov/p/${n}`);
  const rows = urls.map((one) => rig.row({ url: one }));
  for (const row of rows) await rig.table.put('pages', row);
  const crawl = await rig.crawl('over', rig.began_ms, urls.slice(0, 10));
  const other = await rig.crawl('other', rig.began_ms, urls.slice(5, 20));
  const covered = rows.map((row) => ({
    page: pageSchema.parse(row),
    covering: [{ crawl, ...COMPLETE }],
  }));
  const pages = await withoutUnreached(rig, covered, await activeCrawls(rig.table, index));
  expect(rig.table.crawls).toEqual([crawl.sk, other.sk]);
  expect(pages.map((page) => page.url)).toEqual(urls);
  expect(pages.filter(({ state }) => state === 'present').map((page) => page.url)).toEqual(urls.slice(0, 20));
  for (const page of pages) expect((await readPage(rig.table, index, page.sk))?.state).toBe(page.state);
});
