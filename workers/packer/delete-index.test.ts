import pino from 'pino';
import { expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { type CrawlStart, cancelCrawl, latestCrawls, openCrawl } from '#core/tables/crawls.ts';
import { RETENTION_S } from '#adapters/aws/sqs-attributes.ts';
import { CrawlDeleted, KEPT_MS, wasDeleted } from '#core/tables/deleted-crawls.ts';
import type { Handling } from '#runtime/worker.ts';
import { deleteIndex } from './delete-index.ts';
import type { PackerDeps } from './worker.ts';

const index = 'made';

class Rig {
  readonly clock = new VirtualClock();
  readonly objects = new MemoryObjects({ clock: this.clock });

  readonly table: MemoryTable;

  constructor(table = new MemoryTable()) {
    this.table = table;
  }

  delete(): Promise<void> {
    const { table, clock, objects } = this;
    // What builds packs is not asked by this handler, and of a handling it uses nothing else.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const deps = {
      table,
      clock,
      objects,
      random: systemRandom,
      settings: { lease_ms: 10_000 },
    } as unknown as PackerDeps;
    const { signal } = new AbortController();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const handling = {
      signal,
      log: pino({ level: 'silent' }),
      send: async () => undefined,
    } as unknown as Handling;
    return this.clock.run(deleteIndex(deps)({ type: 'delete_index', index }, handling));
  }

  open(crawl_id: string) {
    return openCrawl(this.table, startOf(crawl_id), this.clock.now());
  }

  async left(): Promise<string[]> {
    return (await latestCrawls(this.table, index, 10)).map(({ sk }) => sk);
  }
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
  await rig.delete();
  expect(await rig.left()).toEqual([]);
  for (const id of ['made.running', 'made.cancelled'])
    await expect(rig.open(id)).rejects.toEqual(new CrawlDeleted(id));
  expect(await rig.left()).toEqual([]);
  await rig.open('made.new');
  expect(await rig.left()).toEqual(['made.new']);
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
      if (name === 'crawls' && pk !== index)
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

it('a row that such a copy left when it died goes with the next', async () => {
  const rig = new Rig();
  const { pk, sk } = await rig.open('made.running');
  const row = await rig.table.get('crawls', { pk, sk });
  await rig.delete();
  expect(await rig.table.insertNew('crawls', row === undefined ? [] : [row])).toEqual([true]);
  await expect(rig.open('made.running')).rejects.toEqual(new CrawlDeleted('made.running'));
  expect(await rig.left()).toEqual([]);
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
