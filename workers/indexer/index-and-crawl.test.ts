import pino from 'pino';
import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { latestCrawls, readCrawl } from '#core/tables/crawls.ts';
import { noteDeleted } from '#core/tables/deleted-crawls.ts';
import { frontierRows } from '#core/tables/frontier.ts';
import { knownIndexes } from '#core/tables/indexes.ts';
import type { Message } from '#messages/registry.ts';
import type { Handling } from '#runtime/worker.ts';
import { splitIndexAndCrawl } from './index-and-crawl.ts';
import type { IndexerDeps } from './worker.ts';

const settings: IndexerDeps['settings'] = {
  concurrency: 1,
  handler_timeout_ms: 1000,
  max_depth: 1,
  max_pages: 1,
  crawl_timeout_s: 10,
  page_timeout_s: 2,
};

/** Handles an `index+crawl` of the crawl `made.1`, and tells what was posted. */
async function handle(table: MemoryTable, clock: VirtualClock): Promise<string[]> {
  const sent: string[] = [];
  const send = async (...messages: readonly Message[]): Promise<void> => {
    sent.push(...messages.map(({ type }) => type));
  };
  // Of the rest of a handling it uses nothing.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const handling = { send, log: pino({ level: 'silent' }), message_id: 'M' } as unknown as Handling;
  const message = { type: 'index+crawl', site: 'site.gov', index: 'made', crawl_id: 'made.1' } as const;
  await splitIndexAndCrawl({ table, clock, settings })(message, handling);
  return sent;
}

it('begins a crawl, and posts its messages once more when its own comes again', async () => {
  const table = new MemoryTable();
  const clock = new VirtualClock();
  const posted = ['start_timer', 'index', 'crawl'];
  expect((await handle(table, clock)).toSorted()).toEqual(posted.toSorted());
  expect((await handle(table, clock)).toSorted()).toEqual(posted.toSorted());
  expect(await latestCrawls(table, 'made', 10)).toHaveLength(1);
  expect(await Array.fromAsync(frontierRows(table, 'made.1', false))).toHaveLength(1);
});

it('notes the name of the index before anything is made for it', async () => {
  const table = new (class extends MemoryTable {
    override async insertNew(...args: Parameters<MemoryTable['insertNew']>): Promise<boolean[]> {
      expect(await knownIndexes(this)).toEqual(['made']);
      return super.insertNew(...args);
    }
  })();
  expect(await handle(table, new VirtualClock())).toContain('crawl');
});

it('does nothing for a crawl that was deleted', async () => {
  // Not for a moment: a message of the crawl that comes just then would visit a page.
  const table = new (class extends MemoryTable {
    override insertNew(): Promise<boolean[]> {
      throw new Error('no row is to be made');
    }
  })();
  const clock = new VirtualClock();
  await noteDeleted(table, 'made', 'made.1', clock.now());
  expect(await handle(table, clock)).toEqual([]);
  expect(await readCrawl(table, 'made.1')).toBeUndefined();
  expect(await Array.fromAsync(frontierRows(table, 'made.1', false))).toEqual([]);
});
