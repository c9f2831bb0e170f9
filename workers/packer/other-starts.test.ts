import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import { pageKey } from '#core/crawl/url.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import { admitPages } from '#core/tables/admitted.ts';
import { cancelCrawl, finishCrawl, noteCut, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { closeUrl, frontierRows, openUrls } from '#core/tables/frontier.ts';
import { writeSettings } from '#core/tables/settings.ts';
import { readProgress } from '#core/tables/tallies.ts';
import type { Message } from '#messages/registry.ts';
import { overCrawls } from './over-crawls.ts';
import { InterruptedInserts } from './testing/interrupted-inserts.ts';

const SITE = 'https://site.gov';
const READ: Outcome = { kind: 'indexed', reason: 'answered 200' };
const GONE: Outcome = { kind: 'gone', status: 404, reason: 'answered 404' };
const LIMITS = { depth: 5, pages: 20 };
const MINUTE_MS = 60_000;

type Beginning = Partial<Parameters<typeof openCrawl>[1]>;

/** An index, and crawls of it that begin at paths of one site. */
class Rig {
  readonly table: MemoryTable;
  readonly clock = new VirtualClock();
  readonly random = new CountingRandom();
  readonly sent: Message[] = [];

  constructor(table = new MemoryTable()) {
    this.table = table;
  }

  /** A crawl begins, and its start page is in the index. */
  async begin(name: string, path: string, more: Beginning = {}): Promise<string> {
    const crawl_id = `made.${name}`;
    const start = {
      index: 'made',
      crawl_id,
      site: 'site.gov',
      scheme: 'https',
      path,
      limits: LIMITS,
    } as const;
    const { scheme } = await openCrawl(
      this.table,
      { ...start, domains: ['site.gov'], ...more },
      this.clock.now(),
    );
    const url = `${scheme}://site.gov${path}`;
    await openUrls(this.table, crawl_id, [{ url, depth: 0, parent: '' }]);
    await this.page(url);
    return crawl_id;
  }

  async page(url: string, outcome: Outcome = READ): Promise<void> {
    const visit = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
    const key = { pk: 'made', sk: pageKey(url) };
    await this.table.put('pages', { ...key, url, origin: 'crawl', state: 'present', outcome, ...visit });
  }

  /** All URLs of a crawl are closed. */
  async close(crawl_id: string, outcome: Outcome = READ): Promise<void> {
    for await (const { url } of frontierRows(this.table, crawl_id, true))
      await closeUrl(this.table, crawl_id, url, { outcome, attempts: 1, links: 0 });
  }

  /** A crawl was begun, came to its end, and was packed and reported. */
  async past(name: string, path: string, complete = true, more: Beginning = {}): Promise<void> {
    const crawl_id = await this.begin(name, path, more);
    await this.close(crawl_id);
    await this.clock.advance(MINUTE_MS);
    await this.finish(crawl_id, complete);
    await this.clock.advance(MINUTE_MS);
  }

  async finish(crawl_id: string, complete: boolean): Promise<void> {
    const crawl = await readCrawl(this.table, crawl_id);
    if (crawl === undefined) throw new Error('the crawl is gone');
    await finishCrawl(this.table, crawl, { version: 1, complete }, this.clock.now());
  }

  /** Those that are over, with what they spare. */
  over() {
    const send = async (...messages: readonly Message[]): Promise<void> => void this.sent.push(...messages);
    return overCrawls(this, 'made', { send, signal: new AbortController().signal });
  }

  async names(): Promise<string[]> {
    return (await this.over()).map(({ crawl }) => crawl.sk.slice('made.'.length)).toSorted();
  }

  async open(crawl_id: string): Promise<string[]> {
    const rows = await Array.fromAsync(frontierRows(this.table, crawl_id, true));
    return rows.map(({ url }) => url.slice(SITE.length)).toSorted();
  }
}

describe('a crawl that saw all there is to see from its start page', () => {
  it('begins at the others of its index too, and is over when those are read', async () => {
    const rig = new Rig();
    await rig.past('1', '/x');
    await rig.past('2', '/z');
    const id = await rig.begin('3', '/y');
    await rig.close(id);
    expect(await rig.names()).toEqual([]);
    expect(await rig.open(id)).toEqual(['/x', '/z']);
    expect(rig.sent.map(({ type }) => type).toSorted()).toEqual(['crawl', 'crawl', 'index', 'index']);
    expect(rig.sent.filter(({ type }) => type === 'crawl')).toMatchObject([
      { path: '/z', depth: 0, crawl_id: id },
      { path: '/x', depth: 0, crawl_id: id },
    ]);
    expect(await readCrawl(rig.table, id)).toMatchObject({ admitted: 3, cut: false });
    expect(await readProgress(rig.table, id)).toMatchObject({ found: 2 });
    await rig.close(id);
    const [one] = await rig.over();
    expect(one).toMatchObject({
      complete: true,
      summary: { other_starts: [`${SITE}/x`, `${SITE}/z`], counts: { found: 3 } },
    });
    expect(rig.sent).toHaveLength(4);
  });

  it.each<[string, (rig: Rig) => Promise<void>]>([
    ['it lies outside of its scope', (rig) => rig.past('1', '/x/', true)],
    ['it is of http', (rig) => rig.past('1', '/docs/x', true, { scheme: 'http' })],
    [
      'its crawl followed no links',
      (rig) => rig.past('1', '/docs/x', true, { limits: { depth: 0, pages: 1 } }),
    ],
    ['it would be cleaned', (rig) => rig.past('1', '/docs/x?utm_source=mail')],
    [
      'it is gone',
      async (rig) => {
        await rig.past('1', '/docs/x');
        await rig.page(`${SITE}/docs/x`, GONE);
      },
    ],
    [
      'it was dropped as nothing led to it',
      async (rig) => {
        await rig.past('1', '/docs/x');
        await rig.page(`${SITE}/docs/x`, { kind: 'unreached', reason: 'nothing led to it' });
      },
    ],
    [
      'the index knows nothing of it',
      async (rig) => {
        await rig.past('1', '/docs/x');
        await rig.table.delete('pages', { pk: 'made', sk: pageKey(`${SITE}/docs/x`) });
      },
    ],
    [
      'it came to it by links',
      async (rig) => {
        await rig.past('1', '/docs/x');
        await openUrls(rig.table, 'made.y', [{ url: `${SITE}/docs/x`, depth: 3, parent: `${SITE}/docs/y` }]);
      },
    ],
    ['the rules keep it out', async (rig) => set(rig, { exclude: ['/docs/x'] })],
    ['the settings name others', async (rig) => set(rig, { start: [`${SITE}/docs/z`] })],
  ])('does not begin at another one where %s', async (_, before) => {
    const rig = new Rig();
    await before(rig);
    const id = await rig.begin('y', '/docs/y');
    await rig.close(id);
    expect(await rig.names()).toEqual(['y']);
    expect(rig.sent).toEqual([]);
  });

  async function set(rig: Rig, crawl: IndexSettings['crawl']): Promise<void> {
    await rig.past('1', '/docs/x');
    await writeSettings(rig.table, 'made', { crawl }, { revision: 0, settings: {} });
  }

  it('begins at those that the settings name, where they name some', async () => {
    const rig = new Rig();
    for (const [name, path] of ['/x', '/z'].entries()) await rig.past(String(name), path);
    const settings = { crawl: { start: [`${SITE}/z`, 'https://other.gov/', `${SITE}/unknown`] } };
    await writeSettings(rig.table, 'made', settings, { revision: 0, settings: {} });
    const id = await rig.begin('y', '/y');
    await rig.close(id);
    expect(await rig.names()).toEqual([]);
    expect(await rig.open(id)).toEqual(['/z']);
  });

  it('did not see the whole site where its page limit has no room for all of them', async () => {
    const table = new InterruptedInserts();
    const rig = new Rig(table);
    await rig.past('1', '/x');
    await rig.past('2', '/z');
    const id = await rig.begin('3', '/y', { limits: { depth: 5, pages: 2 } });
    await rig.close(id);
    // A crawl that is cut begins nowhere else.
    table.before = async () => expect(await readCrawl(table, id)).toMatchObject({ cut: false });
    expect(await rig.names()).toEqual([]);
    expect(await rig.open(id)).toEqual(['/z']);
    await rig.close(id);
    expect(await rig.over()).toMatchObject([{ complete: false, crawl: { cut: true, admitted: 2 } }]);
  });

  it('is over where its page limit has no room for any, and did not see the whole site', async () => {
    const rig = new Rig();
    await rig.past('1', '/x');
    const id = await rig.begin('2', '/y', { limits: { depth: 5, pages: 1 } });
    await rig.close(id);
    expect(await rig.over()).toMatchObject([{ complete: false, crawl: { sk: id, cut: true } }]);
    expect(rig.sent).toEqual([]);
  });

  it('begins once more where crawls began meanwhile at others, and counts all of them', async () => {
    const rig = new Rig();
    await rig.past('1', '/x');
    const id = await rig.begin('2', '/y');
    await rig.close(id);
    expect(await rig.names()).toEqual([]);
    await rig.close(id);
    // It ended before this one came to its end, and saw a part of the site alone.
    await rig.past('3', '/z', false);
    expect(await rig.names()).toEqual([]);
    expect(await rig.open(id)).toEqual(['/z']);
    expect(await readProgress(rig.table, id)).toMatchObject({ found: 2 });
  });

  it('begins at those by https where it is by http', async () => {
    const rig = new Rig();
    await rig.past('1', '/x');
    const id = await rig.begin('2', '/y', { scheme: 'http' });
    await rig.close(id);
    expect(await rig.names()).toEqual([]);
    expect(await rig.open(id)).toEqual(['/x']);
  });

  it('gives back the place of one that a late link opened meanwhile, which is read as what that led to', async () => {
    const table = new InterruptedInserts();
    const rig = new Rig(table);
    await rig.past('1', '/x');
    const id = await rig.begin('2', '/y');
    await rig.close(id);
    table.before = async () => {
      await admitPages(table, rig.random, id, 1);
      await openUrls(table, id, [{ url: `${SITE}/x`, depth: 2, parent: `${SITE}/y` }]);
    };
    expect(await rig.names()).toEqual([]);
    expect(rig.sent.filter(({ type }) => type === 'crawl')).toMatchObject([{ path: '/x', depth: 2 }]);
    expect(await readCrawl(table, id)).toMatchObject({ admitted: 2 });
  });
});

it('one that saw a part of the site alone begins nowhere else', async () => {
  for (const spoil of [
    async (rig: Rig, id: string) => {
      const crawl = await readCrawl(rig.table, id);
      if (crawl !== undefined) await noteCut(rig.table, crawl);
    },
    (rig: Rig, id: string) => cancelCrawl(rig.table, id),
  ]) {
    const rig = new Rig();
    await rig.past('1', '/x');
    const id = await rig.begin('2', '/y');
    await spoil(rig, id);
    await rig.close(id);
    expect(await rig.over()).toMatchObject([{ complete: false }]);
    expect(rig.sent).toEqual([]);
  }
});

describe('of crawls that go on beside each other', () => {
  it('one that is over leaves to another what lies in its scope, and what was read since that began', async () => {
    const rig = new Rig();
    const began_ms = rig.clock.now();
    await rig.begin('slow', '/x');
    await rig.clock.advance(MINUTE_MS);
    const id = await rig.begin('2', '/y');
    await rig.close(id);
    const [one] = await rig.over();
    expect(one?.spared).toMatchObject({ since_ms: began_ms, crawls: [{ sk: 'made.slow' }] });
    expect(rig.sent).toEqual([]);
  });

  it('those that are over together spare what each has read, and go on for nothing', async () => {
    const rig = new Rig();
    const began_ms = rig.clock.now();
    const ids = [await rig.begin('1', '/x')];
    await rig.clock.advance(MINUTE_MS);
    ids.push(await rig.begin('2', '/y'));
    for (const id of ids) await rig.close(id);
    const over = await rig.over();
    expect(over.map(({ spared }) => spared)).toEqual([
      { since_ms: began_ms, crawls: [], ended: [] },
      { since_ms: began_ms, crawls: [], ended: [] },
    ]);
    expect(rig.sent).toEqual([]);
  });

  it('one that ended before spares nothing, and what it read is read again', async () => {
    const rig = new Rig();
    await rig.past('1', '/x');
    const id = await rig.begin('2', '/y');
    await rig.close(id);
    expect(await rig.names()).toEqual([]);
    expect(await rig.open(id)).toEqual(['/x']);
  });

  it.each([
    ['saw the whole site', true, []],
    ['did not see the whole site', false, ['/x']],
  ])('one that ended meanwhile and %s is gone by: %j', async (_, complete, open) => {
    const rig = new Rig();
    const began_ms = rig.clock.now();
    const first = await rig.begin('1', '/x');
    await rig.close(first);
    await rig.clock.advance(MINUTE_MS);
    const id = await rig.begin('2', '/y');
    await rig.finish(first, complete);
    await rig.close(id);
    const [one] = await rig.over();
    expect(one?.spared).toEqual(
      complete ? { since_ms: began_ms, crawls: [], ended: [await readCrawl(rig.table, first)] } : undefined,
    );
    expect(await rig.open(id)).toEqual(open);
  });

  it('one that comes to its end blind is not gone by, nor one that is cancelled', async () => {
    const rig = new Rig();
    const blind = await rig.begin('1', '/x');
    await rig.close(blind, { kind: 'failed', code: 'timeout', reason: 'no answer' });
    const cancelled = await rig.begin('2', '/z');
    await cancelCrawl(rig.table, cancelled);
    const id = await rig.begin('3', '/y');
    await rig.close(id);
    expect(await rig.names()).toEqual(['1']);
    expect(await rig.open(id)).toEqual(['/x', '/z']);
  });

  it('one that goes on and is cut by now is not gone by', async () => {
    const rig = new Rig();
    const cut = await readCrawl(rig.table, await rig.begin('1', '/x'));
    if (cut !== undefined) await noteCut(rig.table, cut);
    const id = await rig.begin('2', '/y');
    await rig.close(id);
    expect(await rig.names()).toEqual([]);
    expect(await rig.open(id)).toEqual(['/x']);
  });

  it('one that begins at others for its part goes on, and is spared by those that are over', async () => {
    const rig = new Rig();
    await rig.past('0', '/docs/w');
    const ids = [await rig.begin('1', '/docs/x'), await rig.begin('2', '/y')];
    for (const id of ids) await rig.close(id);
    // The second covers all, so it has more to look at; the first begins at the one of before too.
    expect(await rig.names()).toEqual([]);
    for (const id of ids) expect(await rig.open(id)).toEqual(['/docs/w']);
    const [first = '', second = ''] = ids;
    await rig.close(second);
    const [one] = await rig.over();
    expect(one).toMatchObject({ crawl: { sk: second }, spared: { crawls: [{ sk: first }] } });
  });
});
