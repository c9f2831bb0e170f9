import pino from 'pino';
import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { latestCrawls, readCrawl } from '#core/tables/crawls.ts';
import { noteDeleted } from '#core/tables/deleted-crawls.ts';
import { frontierRows } from '#core/tables/frontier.ts';
import { SettingsCache } from '#core/settings/settings-cache.ts';
import { headKey } from '#core/tables/heads.ts';
import { knownIndexes } from '#core/tables/indexes.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import { SETTINGS } from '#config';
import type { Message } from '#messages/registry.ts';
import { type Handling, RetryLater } from '#runtime/worker.ts';
import { crawlName, splitIndexAndCrawl } from './index-and-crawl.ts';
import type { IndexerDeps } from './worker.ts';

const settings: IndexerDeps['settings'] = {
  concurrency: 1,
  handler_timeout_ms: 1000,
  max_depth: 1,
  max_pages: 1,
  crawl_timeout_s: 10,
  page_timeout_s: 2,
  user_agent: 'Sitepack/0.1 (+https://search.gov/)',
};

/** Handles an `index+crawl` of the crawl `made.1`, and tells what was posted. @param lines what is logged goes here. */
async function handle(
  table: MemoryTable,
  clock: VirtualClock,
  more: { site?: string; user_agent?: string; lines?: string[] } = {},
): Promise<string[]> {
  const { site = 'site.gov', user_agent = settings.user_agent, lines = [] } = more;
  const sent: string[] = [];
  const send = async (...messages: readonly Message[]): Promise<void> => {
    sent.push(...messages.map(({ type }) => type));
  };
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  // Of the rest of a handling it uses nothing.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const handling = { send, log, message_id: 'M' } as unknown as Handling;
  const message = { type: 'index+crawl', site, index: 'made', crawl_id: 'made.1' } as const;
  const indexSettings = new SettingsCache(table, clock);
  const deps = { table, clock, indexSettings, settings: { ...settings, user_agent } };
  await splitIndexAndCrawl(deps)(message, handling);
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

it.each([
  ['site.gov', 'Sitepack/0.1', 'has no address'],
  ['site.gov', SETTINGS.user_agent.default, 'has the address of Sitepack itself'],
  ['site.gov', 'Sitepack/0.1 (+https://search.gov/)', undefined],
  ['127.0.0.1:8080', 'Sitepack/0.1', undefined],
])('warns, at a crawl of %s by "%s": %s', async (site, user_agent, warning) => {
  const lines: string[] = [];
  await handle(new MemoryTable(), new VirtualClock(), { site, user_agent, lines });
  expect(lines.map((line) => warning !== undefined && line.includes(warning))).toEqual(
    warning === undefined ? [] : [true],
  );
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

it('waits while its index is being deleted, and begins after that', async () => {
  const table = new MemoryTable();
  const clock = new VirtualClock();
  const head = {
    ...headKey('made'),
    version: 2,
    manifest_key: '',
    manifest_sha256: '',
    deleted: true,
    lease_owner: '',
    lease_sequence: 0,
    fence: 1,
  };
  await table.put('heads', { ...head, deletion_begun_ms: 1 });
  await expect(handle(table, clock)).rejects.toThrow(RetryLater);
  expect(await readCrawl(table, 'made.1')).toBeUndefined();
  await table.put('heads', head);
  expect(await handle(table, clock)).toContain('crawl');
});

it('goes by what is set for the index where the message says nothing', async () => {
  const table = new MemoryTable();
  const set = { crawl: { max_depth: 7, domains: ['www.site.gov'] } };
  await writeSettings(table, 'made', set, await readSettings(table, 'made'));
  await handle(table, new VirtualClock());
  expect(await readCrawl(table, 'made.1')).toMatchObject({
    limits: { depth: 7, pages: settings.max_pages },
    domains: ['site.gov', 'www.site.gov'],
  });
});

it.each([
  ['the message, by its own id: under that it is put off', '01JD3M0W', '01jd3m0w'],
  ['the queue, when the own id can be no name', 'a b', 'q1'],
  ['the queue, when there is none', undefined, 'q1'],
])('names a crawl after %s', (_, id, name) => {
  expect(crawlName(id, 'Q1')).toBe(name);
});
