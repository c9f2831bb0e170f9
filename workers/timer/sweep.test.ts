import { expect, test } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { pageKey } from '#core/crawl/url.ts';
import { cancelCrawl, openCrawl } from '#core/tables/crawls.ts';
import { headKey } from '#core/tables/heads.ts';
import { ensureIndex, noteKnown } from '#core/tables/indexes.ts';
import { type Page, PENDING } from '#core/tables/pages.ts';
import { type Timer, dueMark, readTimer, timerKey, writeTimer } from '#core/tables/timers.ts';
import { openUrls } from '#core/tables/frontier.ts';
import type { Limits } from '#messages/message.ts';
import type { Message } from '#messages/registry.ts';
import { pino } from 'pino';
import { sweep } from './sweep.ts';

const TIMEOUT_S = 10;
const OLD_MS = TIMEOUT_S * 2000;
const FAILED = { kind: 'failed', code: 'timeout', reason: 'no answer' } as const;

/** A table that counts what is read of it. */
class CountedReads extends MemoryTable {
  reads = 0;
  override get(...args: Parameters<MemoryTable['get']>): ReturnType<MemoryTable['get']> {
    this.reads += 1;
    return super.get(...args);
  }
  override query(...args: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
    this.reads += 1;
    return super.query(...args);
  }
}

/** Rows of one index, as a sweep finds them. Ages are in ms, by the clock of the sweep; those below 0 are of the future. */
class Swept {
  readonly #clock = new VirtualClock();
  readonly #table: CountedReads;
  /** Of the rows that were left out, why. */
  readonly leftOut: string[] = [];

  constructor(table = new CountedReads()) {
    this.#table = table;
  }

  index(): Promise<unknown> {
    return ensureIndex(this.#table, 'site.gov', { shards: 1 }, this.#clock.now());
  }

  /** Something was done for the index. */
  known(): Promise<void> {
    return noteKnown(this.#table, 'site.gov');
  }

  async crawl(age_ms: number, limits: Pick<Limits, 'seconds'> = {}, open = 0): Promise<void> {
    const start = {
      scheme: 'https',
      path: '/',
      domains: ['site.gov'],
      limits: { depth: 1, pages: 1, ...limits },
    } as const;
    const crawl_id = 'site.gov.1';
    const crawl = { crawl_id, index: 'site.gov', site: 'site.gov', ...start };
    await openCrawl(this.#table, crawl, this.#since(age_ms));
    const urls = Array.from({ length: open }, (_, n) => `https://site.gov/${n}`);
    await openUrls(
      this.#table,
      crawl_id,
      urls.map((url) => ({ url, depth: 0, parent: '' })),
    );
  }

  /** @param age_ms since it was read; never, if undefined. @param tried_ms since a visit was under way. */
  page(
    path: string,
    age_ms: number | undefined,
    state: Page['state'] = 'present',
    { outcome, tried_ms }: { readonly outcome?: typeof FAILED; readonly tried_ms?: number } = {},
  ): Promise<unknown> {
    const url = `https://site.gov${path}`;
    return this.#table.put('pages', {
      pk: 'site.gov',
      sk: pageKey(url),
      url,
      mark: PENDING,
      origin: 'client',
      state,
      ...(age_ms === undefined ? {} : { fetched_at_ms: this.#since(age_ms) }),
      ...(outcome === undefined ? {} : { outcome }),
      visit_for: '',
      attempts: 1,
      failures: 0,
      visit_owner: '',
      visit_until_ms: tried_ms === undefined ? 0 : this.#since(tried_ms),
    });
  }

  /** An index with a page that no version of Sitepack wrote so. */
  async damaged(name: string): Promise<void> {
    await ensureIndex(this.#table, name, { shards: 1 }, this.#clock.now());
    await this.#table.put('pages', { pk: name, sk: 'a', mark: PENDING, url: 1 });
  }

  /** A row that no version of Sitepack wrote so. */
  bad(table: string, key: { readonly pk: string; readonly sk: string }): Promise<unknown> {
    return this.#table.put(table, { ...key, mark: PENDING, site: 1, shards: 'none' });
  }

  /** A head whose deletion began so long ago; one that is finished, if undefined. */
  head(index: string, begun_age_ms: number | undefined): Promise<unknown> {
    const lease = { lease_owner: '', lease_sequence: 3, fence: 1 };
    return this.#table.put('heads', {
      ...headKey(index),
      version: 7,
      manifest_key: '',
      manifest_sha256: '',
      deleted: true,
      ...(begun_age_ms === undefined ? {} : { deletion_begun_ms: this.#since(begun_age_ms) }),
      ...lease,
    });
  }

  /** A head with a version that is held, whose packing began so long ago. */
  held(begun_age_ms: number): Promise<unknown> {
    const held = {
      manifest_key: '',
      manifest_sha256: '',
      base: 7,
      since_ms: this.#since(begun_age_ms),
      held_at_ms: this.#since(begun_age_ms),
      documents: 1,
      bytes: 1,
      lost: 1,
      reasons: [],
    };
    return this.#table.put('heads', {
      ...headKey('site.gov'),
      version: 7,
      manifest_key: 'manifests/site.gov/7',
      manifest_sha256: '',
      deleted: false,
      lease_owner: '',
      lease_sequence: 3,
      fence: 1,
      held,
    });
  }

  /** A timer that no version of Sitepack wrote so. */
  badTimer(): Promise<unknown> {
    return this.#table.put('timers', { ...timerKey('a.gov', 'a.gov'), index: 1 });
  }

  /** A timer of a second, due in so long (ms) once the sweep begins. */
  timer(state: Timer['state'], due_ms = 1000): Promise<unknown> {
    const now_ms = this.#since(0);
    const row = { ...timerKey('site.gov', 'site.gov'), index: 'site.gov', site: 'site.gov', state };
    const started_at_ms = now_ms + due_ms - 1000;
    const deadline_ms = now_ms + due_ms;
    const set = { generation: 1, started_by: 'reset', started_at_ms, timeout_ms: 1000, deadline_ms } as const;
    const mark = state === 'idle' ? {} : { mark: dueMark(deadline_ms) };
    return writeTimer(this.#table, { ...row, ...set, ...mark, callback: null }, undefined);
  }

  cancel(): Promise<unknown> {
    return cancelCrawl(this.#table, 'site.gov.1');
  }

  /** What one sweep posts. */
  async posted(): Promise<Message[]> {
    return (await this.sweeps(1)).flat();
  }

  /** What each of some sweeps posts, one after the other, by one worker. */
  async sweeps(count: number): Promise<Message[][]> {
    const posted = Array.from({ length: count }, (): Message[] => []);
    let nth = 0;
    const stop = new AbortController();
    const settings = {
      crawl_timeout_s: TIMEOUT_S,
      page_timeout_s: 1,
      timer_max_factor: 10,
      handler_timeout_ms: 1000,
      concurrency: 1,
    };
    const sweeping = sweep(
      { table: this.#table, clock: this.#clock, settings },
      {
        signal: stop.signal,
        log: pino({}, { write: (line: string) => this.#note(line) }),
        send: async (...messages) => void posted[nth]?.push(...messages),
      },
    );
    for (; nth < count; nth += 1) await this.#clock.advance(TIMEOUT_S * 1000);
    stop.abort();
    await sweeping;
    return posted;
  }

  /** In how many ms the timer is due, by its mark. */
  async dueIn(): Promise<number> {
    return Number((await readTimer(this.#table, 'site.gov', 'site.gov'))?.mark) - this.#clock.now();
  }

  /** Reads of rows and pages of rows that a sweep takes. */
  async reads(): Promise<number> {
    this.#table.reads = 0;
    await this.posted();
    return this.#table.reads;
  }

  async types(): Promise<Message['type'][]> {
    return (await this.posted()).map(({ type }) => type);
  }

  #note(line: string): void {
    const match = /"message":"(row [^"]* cannot be read)/.exec(line);
    if (match?.[1] !== undefined && line.includes('the sweep leaves it out')) this.leftOut.push(match[1]);
  }

  #since(age_ms: number): number {
    return this.#clock.now() + TIMEOUT_S * 1000 - age_ms;
  }
}

test.each([
  ['young', OLD_MS - 1, []],
  ['old enough', OLD_MS, ['index+crawl']],
  ['from the future, by a clock that was wrong', -3_600_000, ['index+crawl']],
])('a crawl that nobody began is begun again once it is old enough: %s', async (_, age_ms, posted) => {
  const swept = new Swept();
  await swept.index();
  await swept.crawl(age_ms);
  expect(await swept.types()).toEqual(posted);
});

test.each([
  ['young', OLD_MS - 1, []],
  ['old enough', OLD_MS, ['reset_timer']],
  ['from the future, by a clock that was wrong', -3_600_000, ['reset_timer']],
])('a page that nobody packs gets a timer once it waits for long enough: %s', async (_, age_ms, posted) => {
  const swept = new Swept();
  await swept.index();
  await swept.page('/', age_ms);
  expect(await swept.types()).toEqual(posted);
});

test('the timer of such a page has it packed', async () => {
  const swept = new Swept();
  await swept.index();
  await swept.page('/', OLD_MS);
  const where = { site: 'site.gov', index: 'site.gov' };
  expect(await swept.posted()).toEqual([
    {
      type: 'reset_timer',
      ...where,
      timeout: 1,
      callback_queue: 'pack',
      callback_msg: { type: 'pack_incremental', ...where },
    },
  ]);
});

test('a page that waits with a version that is held needs no timer, and one that came later does', async () => {
  const held = async (page_age_ms: number) => {
    const swept = new Swept();
    await swept.index();
    await swept.held(2 * OLD_MS);
    await swept.page('/', page_age_ms, 'absent');
    return swept.types();
  };
  expect(await held(2 * OLD_MS)).toEqual([]);
  expect(await held(2 * OLD_MS - 1)).toEqual(['reset_timer']);
});

test('of many pages that wait with a version that is held some are looked at for lost ones', async () => {
  const swept = new Swept();
  await swept.index();
  await swept.held(OLD_MS);
  for (let n = 0; n < 30; n += 1) await swept.page(`/${n}`, 2 * OLD_MS, 'absent');
  await swept.page('/lost', 2 * OLD_MS, 'unknown');
  expect(await swept.types()).toEqual(['index']);
});

test('pages of an index without a row are found by their timer, and those whose timer is under way are left to it', async () => {
  const posted = async (state: Timer['state']) => {
    const swept = new Swept();
    await swept.page('/', OLD_MS);
    await swept.timer(state);
    return swept.types();
  };
  expect(await posted('idle')).toEqual(['reset_timer']);
  expect(await posted('running')).toEqual([]);
  expect(await posted('firing')).toEqual([]);
});

test('of an index without a version whose first timer never came, pages get one, and crawls are taken up again', async () => {
  const pages = new Swept();
  await pages.known();
  await pages.page('/', OLD_MS);
  expect(await pages.types()).toEqual(['reset_timer']);
  const crawled = new Swept();
  await crawled.known();
  await crawled.crawl(OLD_MS);
  expect(await crawled.types()).toEqual(['index+crawl']);
});

test.each([
  ['of which the time is over', { seconds: 1 }, 1000, 2],
  ['of which it is not', { seconds: 1 }, 999, 0],
  ['without such a limit', {}, 3_600_000, 0],
])('the messages of what waits of a crawl %s are sent once more', async (_, limits, age_ms, count) => {
  const swept = new Swept();
  await swept.index();
  await swept.timer('running', 60_000);
  await swept.crawl(age_ms, limits, 2);
  expect(await swept.posted()).toEqual(
    [0, 1].slice(0, count).map((n) => ({
      type: 'crawl',
      site: 'site.gov',
      scheme: 'https',
      path: `/${n}`,
      index: 'site.gov',
      crawl_id: 'site.gov.1',
      depth: 0,
    })),
  );
});

test('they are sent ever more seldom, so many at once, and not for a crawl that was cancelled', async () => {
  const swept = new Swept();
  await swept.index();
  await swept.timer('running', 600_000);
  await swept.crawl(1000, { seconds: 1 }, 5001);
  const sent = (await swept.sweeps(8)).map(({ length }) => length);
  expect(sent).toEqual([5000, 5000, 0, 5000, 0, 0, 0, 5000]);
  await swept.cancel();
  expect(await swept.posted()).toEqual([]);
});

test('six reads are a sweep, and two for each index, whatever timers there are', async () => {
  const none = new Swept();
  expect(await none.reads()).toBe(6);
  const packed = new Swept();
  await packed.index();
  await packed.timer('running');
  expect(await packed.reads()).toBe(8);
  const crawled = new Swept();
  await crawled.index();
  await crawled.crawl(OLD_MS);
  await crawled.timer('running');
  expect(await crawled.reads()).toBe(7);
});

test('a timer that cannot be read keeps no index from being swept', async () => {
  const swept = new Swept();
  await swept.badTimer();
  await swept.known();
  await swept.page('/', OLD_MS);
  expect(await swept.types()).toEqual(['reset_timer']);
});

test('pages are left to a crawl of their index that is not over', async () => {
  const swept = new Swept();
  await swept.index();
  await swept.page('/', OLD_MS);
  await swept.crawl(0);
  expect(await swept.types()).toEqual([]);
});

test('pages that could not be read anew need no timer, and hide none that does', async () => {
  const swept = new Swept();
  await swept.index();
  for (let n = 0; n < 25; n += 1) await swept.page(`/lost/${n}`, OLD_MS, 'unknown', { outcome: FAILED });
  expect(await swept.types()).toEqual([]);
  const hidden = new Swept();
  await hidden.index();
  for (let n = 0; n < 25; n += 1) await hidden.page(`/lost/${n}`, OLD_MS, 'unknown', { outcome: FAILED });
  await hidden.page('/zz', OLD_MS);
  expect(await hidden.types()).toEqual(['reset_timer']);
});

test('a page whose content is lost is asked for again, whether others wait or not', async () => {
  const swept = new Swept();
  await swept.index();
  await swept.page('/lost?a=b', OLD_MS, 'unknown');
  await swept.page('/a', OLD_MS);
  await swept.page('/zz', OLD_MS);
  const [index, ...others] = await swept.posted();
  const where = { site: 'site.gov', scheme: 'https', path: '/lost?a=b', index: 'site.gov' };
  expect(index).toEqual({ type: 'index', ...where });
  expect(others.map(({ type }) => type)).toEqual(['reset_timer']);
});

test.each([
  ['read so long ago', OLD_MS, {}, ['index']],
  ['read just now', OLD_MS - 1, {}, []],
  ['never read', undefined, {}, ['index']],
  ['tried to be read just now', OLD_MS, { tried_ms: OLD_MS - 1 }, []],
  ['read without success', OLD_MS, { outcome: FAILED }, []],
] as const)(
  'a lost page is asked for once nobody has tried it for long enough: %s',
  async (_, age_ms, fields, posted) => {
    const swept = new Swept();
    await swept.index();
    await swept.page('/', age_ms, 'unknown', fields);
    expect(await swept.types()).toEqual(posted);
  },
);

test('of many lost pages a sweep has some read, and leaves the others to the next', async () => {
  const swept = new Swept();
  await swept.index();
  for (let n = 0; n < 25; n += 1) await swept.page(`/lost/${n}`, OLD_MS, 'unknown');
  expect(await swept.types()).toEqual(Array.from({ length: 10 }, () => 'index'));
});

test('a deletion that was given up half-way is finished once it is old enough, and named by its version', async () => {
  const swept = new Swept();
  await swept.head('finished.gov', undefined);
  await swept.head('site.gov', OLD_MS);
  await swept.head('young.gov', OLD_MS - 1);
  expect(await swept.posted()).toEqual([{ type: 'delete_index', index: 'site.gov', version: 7 }]);
});

test('a row that cannot be read keeps no other index from being swept', async () => {
  const swept = new Swept();
  await swept.damaged('a.gov');
  await swept.index();
  await swept.page('/', OLD_MS);
  await swept.damaged('z.gov');
  expect(await swept.types()).toEqual(['reset_timer']);
});

test('a timer that cannot be read hides none behind it, and is told once', async () => {
  const swept = new Swept();
  await swept.bad('timers', timerKey('a.gov', 'a.gov'));
  await swept.timer('running', 3_600_000);
  await swept.posted();
  expect(await swept.dueIn()).toBeLessThanOrEqual(10_000);
  expect(swept.leftOut).toEqual(['row timers a.gov a.gov of table timers cannot be read']);
});

test.each([
  ['head', 'heads', headKey('a.gov')],
  ['index', 'indexes', { pk: 'indexes', sk: 'a.gov' }],
  ['crawl', 'crawls', { pk: 'site.gov', sk: 'site.gov.0' }],
  ['page', 'pages', { pk: 'site.gov', sk: '!' }],
])('one row that cannot be read hides none behind it, and is told once: a %s', async (_, table, key) => {
  const swept = new Swept();
  await swept.bad(table, key);
  await swept.index();
  await swept.page('/', OLD_MS);
  await swept.head('site.gov', OLD_MS);
  expect(await swept.types()).toEqual(['delete_index', 'reset_timer']);
  expect(swept.leftOut).toEqual([`row ${key.pk} ${key.sk} of table ${table} cannot be read`]);
});

test('while the names of the indexes cannot be had, those that have a timer are swept', async () => {
  const swept = new Swept(
    new (class extends CountedReads {
      override query(...args: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
        return args[0] === 'indexes' ? Promise.reject(new Error('away')) : super.query(...args);
      }
    })(),
  );
  await swept.page('/', OLD_MS);
  await swept.timer('idle');
  expect(await swept.types()).toEqual(['reset_timer']);
});

test.each(['running', 'firing'] as const)(
  'a timer that is %s and lies an hour ahead, by a clock that was wrong, is brought back',
  async (state) => {
    const swept = new Swept();
    await swept.timer(state, 3_600_000);
    await swept.posted();
    expect(await swept.dueIn()).toBeLessThanOrEqual(10_000);
  },
);
