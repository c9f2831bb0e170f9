import { expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { contentKey } from '#core/crawl/content.ts';
import { pageKey } from '#core/crawl/url.ts';
import { type CrawlStart, cancelCrawl, latestCrawls, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { RETENTION_S } from '#adapters/aws/sqs-attributes.ts';
import { CrawlDeleted, KEPT_MS, wasDeleted } from '#core/tables/deleted-crawls.ts';
import { headKey, readHead } from '#core/tables/heads.ts';
import { PENDING, readPage } from '#core/tables/pages.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import { settingsHistory } from '#core/tables/settings-history.ts';
import { NO_TOTALS } from '#core/searches/day-searches.ts';
import { readSearches, writeSearches } from '#core/tables/searches.ts';
import { keptStarts } from '#core/tables/start-pages.ts';
import { deleteIndex } from './delete-index.ts';
import { finishDeletion } from './finish-deletion.ts';
import { packFull } from './pack-handlers.ts';
import { UNHEARD } from './testing/handling.ts';
import { withLease } from './with-lease.ts';
import type { PackerDeps } from './worker.ts';

const index = 'made';

class Rig {
  readonly clock = new VirtualClock();
  readonly objects = new MemoryObjects({ clock: this.clock });
  readonly table: MemoryTable;

  constructor(table = new MemoryTable()) {
    this.table = table;
  }

  /** @param version of a deletion to be finished; without it what is live is deleted. */
  delete(version?: number): Promise<void> {
    const message = { type: 'delete_index', index, ...(version === undefined ? {} : { version }) } as const;
    return this.clock.run(deleteIndex(this.deps)(message, UNHEARD));
  }

  pack(): Promise<void> {
    const message = { type: 'pack_full', site: 'site.gov', index } as const;
    return this.clock.run(packFull(this.deps)(message, UNHEARD));
  }

  open(crawl_id: string) {
    return openCrawl(this.table, startOf(crawl_id), this.clock.now());
  }

  /** A page that waits to be packed, and its content. */
  async page(url = 'https://site.gov/'): Promise<void> {
    const key = { pk: index, sk: pageKey(url) };
    const visit = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
    const read = { state: 'present', content_hash: 'a'.repeat(64), fetched_at_ms: this.clock.now() };
    await this.table.put('pages', { ...key, url, mark: PENDING, origin: 'client', ...read, ...visit });
    await this.objects.put(contentKey(index, key.sk, read.content_hash), Buffer.from('{}'));
  }

  async left(): Promise<string[]> {
    return (await latestCrawls(this.table, index, 10)).map(({ sk }) => sk);
  }

  async leftPages(): Promise<number> {
    return (await this.table.query('pages', { pk: index })).rows.length;
  }

  get deps(): PackerDeps {
    const { table, clock, objects } = this;
    // What builds packs is not asked as long as there is nothing to be packed.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return {
      table,
      clock,
      objects,
      random: systemRandom,
      scratch: { hold: () => new DisposableStack() },
      settings: { lease_ms: 10_000, shards: 1 },
    } as unknown as PackerDeps;
  }
}

/** A table that fails once, when the first row of a page is to be deleted. */
class FailsOnce extends MemoryTable {
  #failed = false;
  override async delete(...args: Parameters<MemoryTable['delete']>): Promise<boolean> {
    if (args[0] === 'pages' && !this.#failed) {
      this.#failed = true;
      throw new Error('the table is away');
    }
    return super.delete(...args);
  }
}

/** A table in which another takes the lease of the index just before its deletion is noted as finished. */
class LostAtTheEnd extends MemoryTable {
  override async update(...args: Parameters<MemoryTable['update']>): ReturnType<MemoryTable['update']> {
    if (args[2].remove?.includes('deletion_begun_ms') === true)
      await super.update('heads', headKey(index), { set: { fence: 9, lease_owner: 'another' } });
    return super.update(...args);
  }
}

/** A table in which another takes the lease at the first deletion of such a row; what comes since is written behind it. */
class TakenOver extends MemoryTable {
  readonly #of: string;
  takeOver: (() => Promise<void>) | undefined;

  /** @param of table and partition. */
  constructor(of: string) {
    super();
    this.#of = of;
  }

  override async delete(...args: Parameters<MemoryTable['delete']>): Promise<boolean> {
    const deleted = await super.delete(...args);
    const { takeOver } = this;
    if (takeOver === undefined || `${args[0]} ${args[1].pk}` !== this.#of) return deleted;
    this.takeOver = undefined;
    await super.update('heads', headKey(index), { set: { fence: 9, lease_owner: 'another' } });
    await takeOver();
    return deleted;
  }
}

/** An index whose deletion was given up half-way, and the version that it is. */
async function givenUp(): Promise<{ rig: Rig; version: number }> {
  const rig = new Rig(new FailsOnce());
  await rig.open('made.running');
  await rig.page();
  await expect(rig.delete()).rejects.toThrow('the table is away');
  expect(await rig.leftPages()).toBe(1);
  const head = await readHead(rig.table, index);
  return { rig, version: head?.version ?? 0 };
}

function startOf(crawl_id: string): CrawlStart {
  const site = { site: 'site.gov', scheme: 'https', path: '/', domains: ['site.gov'] } as const;
  return { crawl_id, index, ...site, limits: { depth: 1, pages: 10 } };
}

it('a copy of the message of a crawl does not bring it back after its index was deleted; a new crawl begins', async () => {
  const rig = new Rig();
  await rig.open('made.running');
  await rig.open('made.cancelled');
  await cancelCrawl(rig.table, 'made.cancelled');
  expect(await keptStarts(rig.table, index)).toEqual(['https://site.gov/']);
  await rig.delete();
  expect(await rig.left()).toEqual([]);
  expect(await keptStarts(rig.table, index)).toEqual([]);
  for (const id of ['made.running', 'made.cancelled'])
    await expect(rig.open(id)).rejects.toEqual(new CrawlDeleted(id));
  expect(await rig.left()).toEqual([]);
  await rig.open('made.new');
  expect(await rig.left()).toEqual(['made.new']);
});

it('what was counted of its searches goes with it, and that of others stays', async () => {
  const rig = new Rig();
  await rig.open('made.running');
  const counts = { ...NO_TOTALS, searches: 3, times: {}, queries: [], pages: [] };
  for (const name of [index, 'made.too'])
    for (let day = 10; day < 55; day += 1)
      await writeSearches(rig.table, { index: name, day: `2026-03-${day}`, writer: 'one' }, counts, 0);
  await rig.delete();
  const left = async (name: string) => (await Array.fromAsync(readSearches(rig.table, name, ''))).length;
  expect([await left(index), await left('made.too')]).toEqual([0, 45]);
});

it('a copy that looked before the deletion, and comes to make the row after it, leaves none', async () => {
  const table = new (class extends MemoryTable {
    beforeInsert: (() => Promise<void>) | undefined;
    override async insertNew(...args: Parameters<MemoryTable['insertNew']>): Promise<boolean[]> {
      const act = this.beforeInsert;
      this.beforeInsert = undefined;
      await act?.();
      return super.insertNew(...args);
    }
  })();
  const rig = new Rig(table);
  await rig.open('made.running');
  table.beforeInsert = () => rig.delete();
  await expect(rig.open('made.running')).rejects.toEqual(new CrawlDeleted('made.running'));
  expect(await rig.left()).toEqual([]);
});

it('a crawl that comes in during the deletion does not run any more when its deletion is noted', async () => {
  const states: unknown[] = [];
  const table = new (class extends MemoryTable {
    override async put(...args: Parameters<MemoryTable['put']>): Promise<boolean> {
      const [name, { pk, sk }] = args;
      if (name === 'crawls' && pk.startsWith('deleted '))
        states.push((await this.get('crawls', { pk: index, sk }))?.['state']);
      return super.put(...args);
    }
  })();
  const rig = new Rig(table);
  await rig.open('made.running');
  const late = rig.clock.sleep(500).then(() => rig.open('made.late'));
  await rig.delete();
  expect((await late).state).toBe('running');
  expect(states).toEqual(['cancelled', 'cancelled']);
  expect(await rig.left()).toEqual([]);
});

it('a visit that stores its page behind what was swept finds no row of it, by which it clears up', async () => {
  const rig = new Rig();
  await rig.page();
  const rows: unknown[] = [];
  const list = rig.objects.list.bind(rig.objects);
  rig.objects.list = async (prefix, ...rest) => {
    if (prefix === `content/${index}/`)
      rows.push(await readPage(rig.table, index, pageKey('https://site.gov/')));
    return list(prefix, ...rest);
  };
  await rig.delete();
  expect(rows).toEqual([undefined]);
});

it('a row that such a copy left when it died goes with the next', async () => {
  const rig = new Rig();
  const { pk, sk } = await rig.open('made.running');
  const row = await rig.table.get('crawls', { pk, sk });
  await rig.delete();
  expect(await rig.table.insertNew('crawls', row === undefined ? [] : [row])).toEqual([true]);
  await expect(rig.open('made.running')).rejects.toEqual(new CrawlDeleted('made.running'));
  expect(await rig.left()).toEqual([]);
});

it('a deletion that was given up half-way is finished before anything is packed, which would bring the index back', async () => {
  const { rig, version } = await givenUp();
  await rig.pack();
  expect([await rig.leftPages(), await rig.left()]).toEqual([0, []]);
  expect(await readHead(rig.table, index)).toMatchObject({ deleted: true, version });
});

it('a deletion that was given up half-way is finished by its version, and only once', async () => {
  const { rig, version } = await givenUp();
  await rig.delete(version);
  expect([await rig.leftPages(), await rig.left()]).toEqual([0, []]);
  await rig.page();
  await rig.open('made.new');
  await rig.delete(version);
  expect([await rig.leftPages(), await rig.left()]).toEqual([1, ['made.new']]);
});

it('a message that would finish an older deletion leaves one alone that was begun since', async () => {
  const { rig, version } = await givenUp();
  await rig.delete(version - 1);
  expect(await rig.leftPages()).toBe(1);
});

it('a deletion is not finished by one who lost the lease, and its note stands for the other', async () => {
  const rig = new Rig(new LostAtTheEnd());
  await expect(rig.delete()).rejects.toThrow('another writes the index');
  expect(await readHead(rig.table, index)).toHaveProperty('deletion_begun_ms');
});

it.each(['pages made', 'crawls made', 'indexes settled'])(
  'who sleeps past the end of the lease while rows of "%s" are deleted takes nothing from the index that came since',
  async (of) => {
    const table = new TakenOver(of);
    const rig = new Rig(table);
    await rig.open('made.old');
    // More than are read at once.
    for (let n = 0; n < 600; n += 1) await rig.page(`https://site.gov/${n}`);
    const set = { crawl: { max_depth: 3 } };
    table.takeOver = async () => {
      await rig.clock.sleep(60_000);
      await rig.page('https://site.gov/new');
      await rig.open('made.new');
      await writeSettings(table, index, set, await readSettings(table, index));
    };
    await expect(rig.delete()).rejects.toThrow('the lease on');
    expect(await readPage(table, index, pageKey('https://site.gov/new'))).toBeDefined();
    expect(await readCrawl(table, 'made.new')).toMatchObject({ state: 'running' });
    expect((await readSettings(table, index)).settings).toEqual(set);
  },
);

it('what was set for an index goes with it, and how it came to be set', async () => {
  const rig = new Rig();
  for (const max_depth of [1, 2, 3])
    await writeSettings(rig.table, index, { crawl: { max_depth } }, await readSettings(rig.table, index));
  const before = await readSettings(rig.table, index);
  expect(await settingsHistory(rig.table, index, before, 3)).toHaveLength(3);
  await rig.delete();
  expect(await readSettings(rig.table, index)).toEqual({ revision: 0, settings: {} });
  expect(await settingsHistory(rig.table, index, before, 3)).toHaveLength(1);
});

it('an index is deleted though rows of it cannot be read, by which nothing could be packed', async () => {
  const rig = new Rig();
  await rig.page();
  await rig.open('made.old');
  const broken = { from: 'another version' };
  for (const [name, pk, sk] of [
    ['pages', index, 'broken'],
    ['crawls', index, 'made.broken'],
    ['crawls', `deleted ${index}`, 'made.gone'],
    ['frontier', 'made.old', 'broken'],
    ['timers', 'timers', `${index} site.gov`],
  ] as const)
    await rig.table.put(name, { pk, sk, mark: 'active', ...broken });
  await expect(rig.pack()).rejects.toThrow('cannot be read');
  await rig.delete();
  expect([await rig.leftPages(), await rig.left()]).toEqual([0, []]);
  expect((await rig.table.query('frontier', { pk: 'made.old' })).rows).toEqual([]);
  expect(await readHead(rig.table, index)).not.toHaveProperty('deletion_begun_ms');
});

it('a deletion that is finished gives the head on which a version may be published', async () => {
  const { rig } = await givenUp();
  const { deps } = rig;
  const head = await rig.clock.run(
    withLease(deps, index, UNHEARD.signal, (lease, found) => finishDeletion(deps, lease, found, UNHEARD)),
  );
  expect(head).not.toHaveProperty('deletion_begun_ms');
  expect(head).toMatchObject({ deleted: true, fence: 2 });
});

it('what was deleted is forgotten when the index is deleted again and no queue has its messages any more', async () => {
  const rig = new Rig();
  await rig.open('made.first');
  await rig.delete();
  await rig.clock.advance(KEPT_MS / 2);
  await rig.open('made.second');
  await rig.delete();
  await rig.clock.advance(KEPT_MS / 2);
  await rig.delete();
  expect(await wasDeleted(rig.table, index, 'made.first')).toBe(false);
  expect(await wasDeleted(rig.table, index, 'made.second')).toBe(true);
});

it('what was deleted is remembered for longer than a queue keeps a dead letter that may be sent again', async () => {
  const rig = new Rig();
  await rig.open('made.first');
  await rig.delete();
  await rig.clock.advance(RETENTION_S * 1000);
  await rig.delete();
  await expect(rig.open('made.first')).rejects.toEqual(new CrawlDeleted('made.first'));
});
