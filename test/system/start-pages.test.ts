import { describe, expect, it } from 'vitest';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import { TestSystem } from './harness.ts';
import { html } from './made-pages.ts';
import { MadeSite } from './site.ts';

const page = (title: string, links: readonly string[] = []) => ({
  body: html({ title, text: `${title} says this`, links: [...links] }),
});

/** A site of start pages that do not link to each other, each with two pages of its own. */
async function parted(starts: readonly string[]) {
  const site = await MadeSite.start();
  const own = new Map(starts.map((start, n) => [start, [`/pages/${n}-a`, `/pages/${n}-b`]]));
  for (const [start, paths] of own) {
    site.set(start, page(`Start ${start}`, paths));
    for (const path of paths) site.set(path, page(`Page ${path}`));
  }
  const system = await TestSystem.open({
    env: { SITEPACK_RETRY_DELAY_MS: '10', SITEPACK_GATE_LOST_SHARE: '1' },
  });
  await system.start();
  return {
    site,
    system,
    crawled: (start: string) => system.crawled(site.url(start), { index: 'made' }),
    paths: async () =>
      [...(await system.documents('made')).keys()].map((url) => new URL(url).pathname).toSorted(),
    /** Start pages with what lies behind them. */
    behind: (...of: readonly string[]) => [...of, ...of.flatMap((start) => own.get(start) ?? [])].toSorted(),
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };
}

describe.each([
  ['of one folder', ['/x', '/y']],
  ['of which one lies below the other', ['/', '/docs/']],
])('crawls that begin in turn at two pages %s', (_, [one = '', other = '']) => {
  it('leave each other in peace, and lose what neither leads to any more', async () => {
    await using made = await parted([one, other]);
    const { site, crawled, paths, behind } = made;
    await crawled(one);
    await crawled(other);
    expect(await paths()).toEqual(behind(one, other));
    const again = await crawled(one);
    expect(again).toMatchObject({
      complete: true,
      other_starts: [site.url(other)],
      counts: { found: 6 },
      documents: { added: 0, changed: 0, removed: 0, unchanged: 6 },
    });
    expect(await paths()).toEqual(behind(one, other));
    // What hangs on the other start page alone is gone, or not linked to any more.
    site.set(other, page(`Start ${other}`, ['/pages/1-b']));
    site.remove('/pages/1-b');
    expect(await crawled(one)).toMatchObject({ complete: true, documents: { removed: 2 } });
    expect(await paths()).toEqual([other, ...behind(one)].toSorted());
  });
});

describe('a start page of before', () => {
  it('that is gone takes what hangs on it along, and is not asked for any more', async () => {
    await using made = await parted(['/x', '/y']);
    const { site, crawled, paths, behind } = made;
    await crawled('/x');
    await crawled('/y');
    site.remove('/x');
    expect(await crawled('/y')).toMatchObject({ other_starts: [site.url('/x')], counts: { gone: 1 } });
    expect(await paths()).toEqual(behind('/y'));
    site.forget();
    const last = await crawled('/y');
    expect(last.other_starts).toBeUndefined();
    expect(site.asked('/x')).toEqual([]);
  });

  it('that links lead to, or that lies outside of the scope of a crawl, is not begun at', async () => {
    await using made = await parted(['/x/', '/y/']);
    const { site, crawled, paths, behind } = made;
    await crawled('/x/');
    const second = await crawled('/y/');
    expect(second.other_starts).toBeUndefined();
    expect(await paths()).toEqual(behind('/x/', '/y/'));
    site.set('/', page('Home', ['/x/', '/y/']));
    expect((await crawled('/')).other_starts).toBeUndefined();
    expect(await paths()).toEqual(['/', ...behind('/x/', '/y/')].toSorted());
  });

  it('that the settings of the index do not name is none where they name others', async () => {
    await using made = await parted(['/x', '/y', '/z']);
    const { site, system, crawled, paths, behind } = made;
    for (const start of ['/x', '/y', '/z']) await crawled(start);
    expect(await paths()).toEqual(behind('/x', '/y', '/z'));
    const { table } = system.platform;
    const set = { crawl: { start: [site.url('/x'), site.url('/y')] } };
    await writeSettings(table, 'made', set, await readSettings(table, 'made'));
    expect(await crawled('/x')).toMatchObject({ other_starts: [site.url('/y')] });
    expect(await paths()).toEqual(behind('/x', '/y'));
  });

  it('that cannot be read just now keeps what hangs on it', async () => {
    await using made = await parted(['/x', '/y']);
    const { site, crawled, paths, behind } = made;
    await crawled('/x');
    await crawled('/y');
    site.set('/x', { status: 500 });
    site.forget();
    expect(await crawled('/y')).toMatchObject({ complete: false, blind: true });
    expect(await paths()).toEqual(behind('/x', '/y'));
    // It leads on to where it did, but not a crawl that begins at it: the whole site may be down.
    expect(site.asked('/pages/0-a')).toHaveLength(1);
    site.forget();
    expect(await crawled('/x')).toMatchObject({ complete: false, blind: true });
    expect(await paths()).toEqual(behind('/x', '/y'));
    expect(site.asked('/pages/0-a')).toEqual([]);
  });

  it('is not begun at by a crawl that a limit cut, and cuts one that has no room for it', async () => {
    await using made = await parted(['/x', '/y']);
    const { site, system, crawled, paths, behind } = made;
    await crawled('/x');
    await crawled('/y');
    for (const [pages, found] of [
      [2, 2],
      [3, 3],
    ] as const) {
      const report = await system.crawled(site.url('/y'), { index: 'made', limits: { pages } });
      expect(report).toMatchObject({ complete: false, limit_hit: true, counts: { found } });
      expect(report.other_starts).toBeUndefined();
    }
    expect(await paths()).toEqual(behind('/x', '/y'));
  });
});

it('crawls of several start pages at a time drop nothing of each other, though one is slow', async () => {
  await using made = await parted(['/x', '/y', '/z']);
  const { site, system, crawled, paths, behind } = made;
  const starts = ['/x', '/y', '/z'];
  for (const start of starts) await crawled(start);
  // The others are over before it is known what it leads to.
  site.set('/z', { ...page('Start /z', behind('/z').slice(0, 2)), after_ms: 1500 });
  const ids = await Promise.all(starts.map((start) => system.crawl(site.url(start), { index: 'made' })));
  for (const id of ids) {
    const { complete, documents } = await system.report(id);
    expect({ complete, removed: documents?.removed }).toEqual({ complete: true, removed: 0 });
  }
  expect(await paths()).toEqual(behind(...starts));
});
