import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { InlineCompute } from '#adapters/system/inline-compute.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import type { Page } from '#core/tables/pages.ts';
import { type Web, WebError, type WebErrorCode, type WebRequest } from '#ports/web.ts';
import { HostGate } from './host-gate.ts';
import { PoliteWeb } from './polite-web.ts';
import { tasks } from './read-tasks.ts';
import { Reader } from './reader.ts';
import { RobotsCache } from './robots-cache.ts';
import { SiteCredentials } from './site-credentials.ts';
import { pageKey } from './url.ts';
import type { VisitRequest } from './visit.ts';

const URL = 'https://site.gov/page';
const ROBOTS = 'https://site.gov/robots.txt';
const OVERRIDDEN = 'overridden by the settings of the index';
const never = new AbortController().signal;

interface Made {
  readonly status?: number;
  /** It breaks off, with this error. */
  readonly broken?: WebErrorCode;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A reader of a site that a test makes: what it has at which URL, 404 elsewhere; `down` answers nothing. */
function readerOf(site: Readonly<Record<string, Made | 'down'>>) {
  const clock = new VirtualClock();
  const asked: WebRequest[] = [];
  const starts: number[] = [];
  const web: Web = {
    request: async (request) => {
      asked.push(request);
      starts.push(clock.monotonic());
      const made = site[request.url] ?? { status: 404 };
      if (made === 'down') throw new WebError('connection_failed', 'refused');
      const { status = 200, headers = {}, body = '', broken } = made;
      const all = { 'content-type': 'text/html', ...headers };
      const bytes = Buffer.from(body);
      const answered = { status, wire_bytes: bytes.length, duration_ms: 12.4 };
      if (broken !== undefined) throw new WebError(broken, 'broke off', { answered });
      const response = { ...answered, headers: all, body: bytes };
      if (request.cut !== true || bytes.length <= request.max_bytes) return response;
      return { ...response, body: bytes.subarray(0, request.max_bytes), cut: true };
    },
    close: () => Promise.resolve(),
  };
  const onTrouble = (error: unknown) => expect.unreachable(String(error));
  const ports = { table: new MemoryTable(), clock, random: new CountingRandom(), onTrouble };
  const gate = new HostGate(ports, { delay_ms: 0, delay_factor: 1, host_concurrency: 4, flight_ms: 25_000 });
  const user_agent = 'Sitepack/1 (+https://site.gov/bot)';
  const polite = new PoliteWeb({ ...ports, web, gate }, { user_agent, fetch_timeout_ms: 20_000 });
  const robots = new RobotsCache({ ...ports, web: polite }, { user_agent, robots_ttl_s: 86_400 });
  const compute = new InlineCompute(tasks);
  const reader = new Reader(
    { web: polite, robots, compute, clock },
    {
      user_agent,
      max_page_bytes: 100_000,
      robots_ttl_s: 86_400,
    },
  );
  const read = (more: Partial<VisitRequest> = {}, before?: Page) => {
    const request = { index: 'made', url: URL, redirects: [], readAs: (url: string) => url, ...more };
    return clock.run(reader.read(request, before, never));
  };
  return { clock, asked, starts, read };
}

const forbidding: Made = { body: 'User-agent: *\nDisallow: /page' };
const page: Made = { body: '<title>Page</title><p>Text of the page.' };

function known(more: Partial<Page>): Page {
  return {
    pk: 'made',
    sk: pageKey(URL),
    url: URL,
    origin: 'crawl',
    state: 'present',
    content_hash: 'a'.repeat(64),
    etag: '"1"',
    outcome: { kind: 'indexed', reason: 'answered 200' },
    visit_for: '',
    attempts: 1,
    failures: 0,
    visit_owner: '',
    visit_until_ms: 0,
    ...more,
  };
}

describe('a page that robots.txt forbids', () => {
  it('is not asked for', async () => {
    const { asked, read } = readerOf({ [ROBOTS]: forbidding, [URL]: page });
    expect(await read()).toMatchObject({
      outcome: { kind: 'refused', by: 'robots', reason: 'User-agent: *, line 2: Disallow: /page' },
      state: 'absent',
    });
    expect(asked.map(({ url }) => url)).toEqual([ROBOTS]);
  });

  it('is read when the settings of the index say so, and its outcome says that they do', async () => {
    const { read } = readerOf({ [ROBOTS]: forbidding, [URL]: page });
    expect(await read({ overrides: { ignore_robots: true } })).toMatchObject({
      outcome: {
        kind: 'indexed',
        reason: `answered 200; robots.txt forbids it (User-agent: *, line 2: Disallow: /page); ${OVERRIDDEN}`,
        overridden: ['robots'],
      },
      state: 'present',
    });
  });

  it('says so of whatever it comes to', async () => {
    const { read } = readerOf({ [ROBOTS]: forbidding });
    const { outcome } = await read({ overrides: { ignore_robots: true } });
    expect(outcome).toMatchObject({ kind: 'gone', reason: expect.stringContaining(OVERRIDDEN) });
  });
});

describe('a page whose robots.txt cannot be had', () => {
  it('is not asked for, and may be tried again', async () => {
    const { asked, read } = readerOf({ [ROBOTS]: { status: 503 }, [URL]: page });
    expect(await read()).toMatchObject({ outcome: { by: 'robots_unavailable' }, retry: { after_ms: 0 } });
    expect(asked).toHaveLength(1);
  });

  it('is read when the settings of the index say so', async () => {
    const { read } = readerOf({ [ROBOTS]: { status: 500 }, [URL]: page });
    const { outcome } = await read({ overrides: { ignore_robots: true } });
    expect(outcome).toEqual({
      kind: 'indexed',
      reason: `answered 200; robots.txt answers 500, so whether the page may be read is not known; ${OVERRIDDEN}`,
      overridden: ['robots'],
    });
  });

  it('fails as its host does', async () => {
    const { read } = readerOf({ [ROBOTS]: 'down', [URL]: page });
    expect(await read()).toMatchObject({
      outcome: { kind: 'failed', code: 'connection_failed' },
      retry: { after_ms: 0 },
    });
  });
});

describe('a page that asks not to be indexed', () => {
  it.each<[how: string, made: Made]>([
    ['by an element', { body: '<meta name="robots" content="noindex"><p>Text' }],
    ['by a header', { ...page, headers: { 'x-robots-tag': 'sitepack: noindex' } }],
    [
      'since a date that is over',
      { ...page, headers: { 'x-robots-tag': 'unavailable_after: 1 Jan 2020 00:00:00 GMT' } },
    ],
  ])('%s, is not, unless the settings of the index say so', async (_how, made) => {
    const { read } = readerOf({ [URL]: made });
    expect(await read()).toMatchObject({ outcome: { kind: 'refused', by: 'noindex' }, state: 'absent' });
    expect(await read({ overrides: { ignore_robots: true } })).toMatchObject({ state: 'absent' });
    const { outcome, state } = await read({ overrides: { ignore_noindex: true } });
    expect([outcome.kind, state]).toEqual(['indexed', 'present']);
    expect(outcome.reason).toMatch(
      /^answered 200; the page asks not to be indexed.*; overridden by the settings/,
    );
    expect(outcome.overridden).toEqual(['noindex']);
    const both = await readerOf({ [ROBOTS]: forbidding, [URL]: made }).read({
      overrides: { ignore_robots: true, ignore_noindex: true },
    });
    expect(both.outcome.overridden).toEqual(['noindex', 'robots']);
  });

  it('is indexed until the date from which it asks for that', async () => {
    const headers = { 'x-robots-tag': 'unavailable_after: 2030-01-01T00:00:00Z' };
    const { clock, read } = readerOf({ [URL]: { ...page, headers } });
    const first = await read();
    expect(first).toMatchObject({
      state: 'present',
      directives: { noindex: false, unavailable_after_ms: Date.UTC(2030, 0, 1) },
    });
    await clock.advance(Date.UTC(2030, 0, 1) - clock.now());
    const { outcome } = await read();
    expect(outcome.reason).toBe('the page asks not to be indexed after 2030-01-01T00:00:00.000Z');
  });

  it.each<[says: string, before: Partial<Page>, more: Partial<VisitRequest>, kind: string, state: string]>([
    [
      'is in the index',
      { directives: { noindex: false, unavailable_after_ms: null } },
      {},
      'unchanged',
      'present',
    ],
    [
      'asks not to be',
      { directives: { noindex: true, unavailable_after_ms: null } },
      {},
      'refused',
      'absent',
    ],
    [
      'asks not to be any more',
      { directives: { noindex: false, unavailable_after_ms: 5 } },
      {},
      'refused',
      'absent',
    ],
    [
      'asks not to be, which is overridden',
      { directives: { noindex: true, unavailable_after_ms: null } },
      { overrides: { ignore_noindex: true } },
      'unchanged',
      'present',
    ],
    ['was in the index when its wishes were not kept', {}, {}, 'unchanged', 'present'],
    [
      'was not when its wishes were not kept',
      { outcome: { kind: 'refused', by: 'noindex', reason: '' } },
      {},
      'refused',
      'absent',
    ],
  ])('is told by a 304 of a page that %s', async (_says, before, more, kind, state) => {
    const { asked, read } = readerOf({ [URL]: { status: 304 } });
    const reading = await read(more, known(before));
    expect([reading.outcome.kind, reading.state, reading.links]).toEqual([kind, state, 'stored']);
    expect(asked.at(-1)?.headers).toMatchObject({ 'if-none-match': '"1"' });
  });

  it('is asked for anew when a 304 asks other things of crawlers than the page did', async () => {
    const site: Record<string, Made> = {
      [URL]: { status: 304, headers: { 'x-robots-tag': 'noindex' } },
    };
    const { asked, read } = readerOf(site);
    const web = asked.push.bind(asked);
    asked.push = (request) => {
      // It is read without conditions: then all of it comes.
      if (request.url === URL && request.headers?.['if-none-match'] === undefined)
        site[URL] = { status: 200, headers: { 'x-robots-tag': 'noindex' }, body: '<title>Page</title>' };
      return web(request);
    };
    const reading = await read({}, known({ robots_tag: 'noarchive' }));
    expect(reading).toMatchObject({ outcome: { kind: 'refused', by: 'noindex' }, state: 'absent' });
    expect(reading.validators).toMatchObject({ robots_tag: 'noindex' });
    const pages = asked.filter(({ url }) => url === URL);
    expect(pages.map(({ headers }) => headers?.['if-none-match'])).toEqual(['"1"', undefined]);
    const same = readerOf({ [URL]: { status: 304, headers: { 'x-robots-tag': 'noarchive' } } });
    expect((await same.read({}, known({ robots_tag: 'noarchive' }))).outcome.kind).toBe('unchanged');
  });

  it('is not told by a 304 to a request that asked for no such thing', async () => {
    const { read } = readerOf({ [URL]: { status: 304 } });
    for (const before of [undefined, known({ etag: '' })]) {
      const reading = await read({}, before);
      expect(reading.outcome).toMatchObject({ kind: 'failed', code: 'bad_response', status: 304 });
      expect(reading.state).toBeUndefined();
    }
  });
});

describe('links that are not to be followed', () => {
  const body = '<a href="/a">a</a><a href="/b" rel="nofollow ugc">b</a>';

  it.each([
    ['one by one', {}, ['/a'], ['/b']],
    ['all of a page', { 'x-robots-tag': 'nofollow' }, [], ['/a', '/b']],
  ])('are told beside those that are: %s', async (_, headers, links, nofollow) => {
    const { read } = readerOf({ [URL]: { body, headers } });
    const at = (path: string) => `https://site.gov${path}`;
    expect(await read()).toMatchObject({ links: links.map(at), nofollow: nofollow.map(at) });
  });
});

describe('what a page was answered with', () => {
  const size = Buffer.from(page.body ?? '').length;

  it('is told whatever it comes to', async () => {
    const { clock, read } = readerOf({ [URL]: page });
    expect((await read()).answer).toEqual({
      status: 200,
      wire_bytes: size,
      body_bytes: size,
      duration_ms: 12,
      at_ms: clock.now(),
    });
    for (const status of [301, 404, 403, 500, 600])
      expect((await readerOf({ [URL]: { status } }).read()).answer).toMatchObject({ status });
  });

  it('says whether it was asked for changes', async () => {
    const { read } = readerOf({ [URL]: { status: 304 } });
    expect((await read({}, known({}))).answer).toMatchObject({ status: 304, conditional: true });
    expect((await read({}, known({ etag: '' }))).answer).not.toHaveProperty('conditional');
  });

  it.each(['too_large', 'bad_encoding', 'timeout'] as const)(
    'is told of one that breaks off with %s, but for the size that it would have had',
    async (broken) => {
      const { answer, outcome } = await readerOf({ [URL]: { ...page, broken } }).read();
      expect(outcome).toMatchObject({ kind: 'failed', code: broken });
      expect(answer).toMatchObject({ status: 200, wire_bytes: size, duration_ms: 12 });
      expect(answer).not.toHaveProperty('body_bytes');
    },
  );

  it('is nothing where nobody answered, or was asked', async () => {
    expect((await readerOf({ [URL]: 'down' }).read()).answer).toBeUndefined();
    expect((await readerOf({ [ROBOTS]: forbidding, [URL]: page }).read()).answer).toBeUndefined();
    // What broke off here is its robots.txt.
    const robots = { ...forbidding, broken: 'timeout' } as const;
    expect((await readerOf({ [ROBOTS]: robots, [URL]: page }).read()).answer).toBeUndefined();
  });
});

describe('what a person should know of how a page was read', () => {
  const json = { 'content-type': 'application/json' };

  it('is in the reason', async () => {
    const { read } = readerOf({ [URL]: { body: '{"not": "JSON"', headers: json } });
    const first = await read();
    expect(first.outcome).toEqual({
      kind: 'indexed',
      reason: 'answered 200; not JSON, though it is called that: read as plain text',
    });
    const { outcome } = await read({}, known({ content_hash: first.stored?.hash }));
    expect(outcome).toEqual({
      kind: 'unchanged',
      reason: 'same content as before; not JSON, though it is called that: read as plain text',
    });
  });
});

describe('a host with a Crawl-delay', () => {
  it('is asked as far apart as that says, whoever ignores its rules', async () => {
    const robots = { body: 'User-agent: *\nCrawl-delay: 0.6\nDisallow: /' };
    const { starts, read } = readerOf({ [ROBOTS]: robots, [URL]: page });
    for (let n = 0; n < 3; n += 1) await read({ overrides: { ignore_robots: true } });
    const gaps = starts.slice(2).map((start, n) => start - (starts[n + 1] ?? 0));
    expect(gaps).toEqual([600, 600]);
  });
});

describe('a host that fails again and again', () => {
  it('is not asked for each page, and the pages are tried again when it is', async () => {
    const { clock, asked, read } = readerOf({ [URL]: { status: 503 } });
    for (;;) {
      const reading = await read().catch((error: unknown) => Number(Object(error).retry_after_ms));
      if (typeof reading === 'number') {
        await clock.advance(reading);
        continue;
      }
      const { outcome, retry } = reading;
      if (outcome.kind !== 'failed' || outcome.code !== 'host_failing') continue;
      expect(outcome.reason).toMatch(
        /^site\.gov asked for less, or did not answer, 8 times in a row, and is left alone for \d+ s$/,
      );
      expect(retry?.after_ms).toBeGreaterThan(60_000);
      break;
    }
    // One robots.txt, and the page eight times.
    expect(asked).toHaveLength(9);
  });
});

describe('a site that wants credentials', () => {
  const credentials = new SiteCredentials({
    hosts: ['site.gov'],
    scheme: 'https',
    headers: { 'x-key': 'secret' },
  });

  it('is shown them with every request, its robots.txt as well', async () => {
    const { asked, read } = readerOf({ [ROBOTS]: {}, [URL]: page });
    await read({ credentials });
    expect(asked.map(({ headers }) => headers?.['x-key'])).toEqual(['secret', 'secret']);
  });

  it('says that they were not sent in the clear, where they are asked for', async () => {
    const open = 'http://site.gov/page';
    const { asked, read } = readerOf({ 'http://site.gov/robots.txt': {}, [open]: { status: 401 } });
    const { outcome } = await read({ url: open, credentials });
    expect(asked.map(({ headers }) => headers?.['x-key'])).toEqual([undefined, undefined]);
    expect(outcome).toMatchObject({ kind: 'failed', status: 401 });
    expect(outcome.reason).toMatch(/^answered 401; the credentials of the index were not sent/);
  });

  it('does not take them along to where it redirects', async () => {
    const elsewhere = 'https://else.test/robots.txt';
    const { asked, read } = readerOf({
      [ROBOTS]: { status: 301, headers: { location: elsewhere } },
      [URL]: page,
    });
    const reading = await read({ credentials });
    expect(asked.find(({ url }) => url === elsewhere)?.headers).not.toHaveProperty('x-key');
    expect(JSON.stringify(reading.outcome)).not.toContain('secret');
  });
});

describe('a page that the sitemap says is as it was', () => {
  const DAY_MS = 86_400_000;
  /** Read yesterday, and changed long before that. */
  const yesterday = (clock: { now(): number }) => ({
    asked_at_ms: clock.now() - DAY_MS,
    lastmod_ms: clock.now() - 9 * DAY_MS,
  });
  /** By the id of this crawl the page is in no sample. */
  const crawl_id = 'made.1';

  it('is not asked for, and its links are those that are stored', async () => {
    const { clock, asked, read } = readerOf({ [ROBOTS]: {}, [URL]: page });
    const { asked_at_ms, lastmod_ms } = yesterday(clock);
    const reading = await read({ crawl_id, lastmod_ms }, known({ asked_at_ms, lastmod_ms }));
    expect(reading).toMatchObject({ outcome: { kind: 'unchanged' }, links: 'stored', unasked: true });
    expect(reading.answer).toBeUndefined();
    expect(asked.map(({ url }) => url)).toEqual([ROBOTS]);
  });

  it('leaves the index all the same when robots.txt forbids it by now, or the time is over that it gave itself', async () => {
    const forbidden = readerOf({ [ROBOTS]: forbidding, [URL]: page });
    const dates = yesterday(forbidden.clock);
    const { lastmod_ms } = dates;
    expect(await forbidden.read({ crawl_id, lastmod_ms }, known(dates))).toMatchObject({
      outcome: { kind: 'refused', by: 'robots' },
      state: 'absent',
    });
    const over = readerOf({ [ROBOTS]: {}, [URL]: page });
    const directives = { noindex: false, unavailable_after_ms: over.clock.now() - 1 };
    expect(await over.read({ crawl_id, lastmod_ms }, known({ ...dates, directives }))).toMatchObject({
      outcome: { kind: 'refused', by: 'noindex' },
      state: 'absent',
      unasked: true,
    });
  });
});

describe('with a hall pass', () => {
  const DAY_MS = 86_400_000;

  it('a page is asked for that a sitemap says is as it was, and not whether it has changed', async () => {
    const { clock, asked, read } = readerOf({ [ROBOTS]: {}, [URL]: page });
    const dates = { asked_at_ms: clock.now() - DAY_MS, lastmod_ms: clock.now() - 9 * DAY_MS };
    const before = known({ ...dates, last_modified: 'Thu, 01 Jan 2026 00:00:00 GMT' });
    const reading = await read({ crawl_id: 'made.1', lastmod_ms: dates.lastmod_ms, hall_pass: true }, before);
    expect(reading).toMatchObject({ outcome: { kind: 'indexed' }, state: 'present' });
    const headers = asked.find(({ url }) => url === URL)?.headers;
    expect(headers).toMatchObject({ 'cache-control': 'no-cache' });
    expect(headers).not.toHaveProperty('if-none-match');
    expect(headers).not.toHaveProperty('if-modified-since');
  });

  it('a sitemap is looked for where none was lately', async () => {
    const { clock, asked, read } = readerOf({ [ROBOTS]: {} });
    const none = { kind: 'sitemap', pages: 0, sitemaps: 0, reason: 'none at the usual place' } as const;
    const { content_hash: _, ...row } = known({ outcome: none, asked_at_ms: clock.now() });
    const sitemap = { guessed: true, further: 5 };
    for (const hall_pass of [false, true]) await read({ sitemap, hall_pass }, row);
    expect(asked.filter(({ url }) => url === URL)).toHaveLength(1);
  });

  it('a page that robots.txt forbids is not asked for', async () => {
    const { asked, read } = readerOf({ [ROBOTS]: forbidding, [URL]: page });
    expect(await read({ hall_pass: true })).toMatchObject({ outcome: { kind: 'refused', by: 'robots' } });
    expect(asked.map(({ url }) => url)).toEqual([ROBOTS]);
  });

  it('robots.txt is asked for anew, once in a minute, and without one it is not', async () => {
    const site: Record<string, Made> = { [ROBOTS]: {}, [URL]: page };
    const { clock, asked, read } = readerOf(site);
    await read({ hall_pass: true });
    site[ROBOTS] = forbidding;
    await clock.advance(60_000);
    await read({ hall_pass: true });
    await clock.advance(1);
    expect(await read()).toMatchObject({ outcome: { kind: 'indexed' } });
    for (let n = 0; n < 3; n += 1)
      expect(await read({ hall_pass: true })).toMatchObject({ outcome: { kind: 'refused', by: 'robots' } });
    expect(asked.filter(({ url }) => url === ROBOTS)).toHaveLength(2);
  });
});

describe('a sitemap', () => {
  const sitemap = { guessed: true, further: 5 };
  const urlset = '<urlset><url><loc>/a</loc></url></urlset>';

  it('is read as one, whatever it calls itself, and belongs in no index', async () => {
    const { read } = readerOf({ [ROBOTS]: {}, [URL]: { body: urlset, headers: { etag: '"2"' } } });
    const reading = await read({ sitemap });
    expect(reading).toMatchObject({
      outcome: { kind: 'sitemap', pages: 1 },
      listing: { entries: [{ url: 'https://site.gov/a' }] },
      state: 'absent',
      validators: { etag: '"2"' },
    });
    expect(reading.stored?.content).toBeUndefined();
  });

  it('is asked for with what was kept of it, and not with what was kept of a page', async () => {
    const { asked, read } = readerOf({ [ROBOTS]: {}, [URL]: { status: 304 } });
    const outcome = { kind: 'sitemap', pages: 7, sitemaps: 0, reason: 'a sitemap' } as const;
    expect(await read({ sitemap }, known({ state: 'absent', outcome }))).toMatchObject({
      outcome: { kind: 'sitemap', pages: 7 },
      listing: 'stored',
    });
    await read({ sitemap }, known({}));
    await read({}, known({ state: 'absent', outcome }));
    expect(asked.map(({ headers }) => headers?.['if-none-match'])).toEqual([
      undefined,
      '"1"',
      undefined,
      undefined,
    ]);
  });

  it('that is none is a problem where somebody named it, and nothing where nobody did', async () => {
    const { read } = readerOf({
      [ROBOTS]: {},
      [URL]: { body: '<error/>', headers: { 'content-type': 'text/xml' } },
    });
    expect(await read({ sitemap: { ...sitemap, guessed: false } })).toMatchObject({
      outcome: {
        kind: 'unsupported',
        content_type: 'text/xml',
        reason: 'it is no sitemap: it is XML of another kind',
      },
    });
    expect(await read({ sitemap })).toMatchObject({ outcome: { kind: 'sitemap', pages: 0 } });
  });

  it('that is larger than sitemaps may be is read up to there, and its outcome says so', async () => {
    const body = `<urlset><url><loc>/a</loc></url>${' '.repeat(50 * 2 ** 20)}<url><loc>/b</loc></url></urlset>`;
    const { read } = readerOf({ [ROBOTS]: {}, [URL]: { body } });
    const reading = await read({ sitemap });
    expect(reading).toMatchObject({
      outcome: {
        kind: 'sitemap',
        pages: 1,
        reason: expect.stringMatching(/not read to its end: it is larger than 52428800 bytes$/),
      },
      listing: { entries: [{ url: 'https://site.gov/a' }] },
    });
    expect(reading.answer?.body_bytes).toBeUndefined();
  });

  it('that is a page for people without end is none', async () => {
    const body = `<!doctype html><html><p>Text.</p>${' '.repeat(50 * 2 ** 20)}`;
    const { read } = readerOf({ [ROBOTS]: {}, [URL]: { body } });
    expect(await read({ sitemap: { ...sitemap, guessed: false } })).toMatchObject({
      outcome: { kind: 'unsupported', reason: expect.stringMatching(/^it is no sitemap: /) },
    });
  });

  it('that is a page for people is read as that where somebody named it', async () => {
    const { read } = readerOf({ [ROBOTS]: {}, [URL]: page });
    expect(await read({ sitemap: { ...sitemap, guessed: false } })).toMatchObject({
      outcome: { kind: 'indexed' },
    });
    expect(await read({ sitemap })).toMatchObject({ outcome: { kind: 'sitemap', pages: 0 } });
  });
});
